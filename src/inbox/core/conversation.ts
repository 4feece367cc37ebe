import { assertNever } from '../../shared/assert-never.js';
import { CONVERSATION_STATES, type ConversationState } from '../../friends/core/friend.js';

export { CONVERSATION_STATES, type ConversationState };

/** Everything that can move a conversation. */
export type ConversationEvent =
  /** The friend said something that the bot did not answer. */
  | { kind: 'inbound' }
  /** The friend said something that the bot answered. */
  | { kind: 'botAnswered' }
  /** A person shall have the chat: the friend asked for one, a keyword says so, or staff do. */
  | { kind: 'handOver' }
  | { kind: 'staffAnswered'; staffId: string | null }
  /** A scheduled message left; whoever wrote it need not be there. */
  | { kind: 'scheduledLeft' }
  | { kind: 'claim'; staffId: string }
  | { kind: 'assign'; staffId: string | null }
  /** Back to the bot. */
  | { kind: 'release' }
  /** `until` null: until they reply. */
  | { kind: 'snooze'; until: Date | null }
  /** The time of a snooze came. */
  | { kind: 'wake' }
  | { kind: 'resolve' }
  | { kind: 'reopen' };
export type EventKind = ConversationEvent['kind'];
export const EVENT_KINDS: readonly EventKind[] = [
  'inbound',
  'botAnswered',
  'handOver',
  'staffAnswered',
  'scheduledLeft',
  'claim',
  'assign',
  'release',
  'snooze',
  'wake',
  'resolve',
  'reopen',
];

/** What is announced, as the second half of its name. */
export type Announced = 'reopened' | 'assigned' | 'handedOver' | 'released' | 'snoozed' | 'woken' | 'resolved';

/** What an event does in a state: nothing, refused with the reason, or on to a state, perhaps the same. */
export type Cell = 'nothing' | { refused: string } | { to: ConversationState; announce: Announced | null };

const on = (to: ConversationState, announce: Announced | null = null): Cell => ({ to, announce });
const OVER: Cell = { refused: 'is resolved; reopen it first' };

/**
 * The whole life of a conversation. A friend who writes wakes whatever was put off, also until a time: nobody waits unseen.
 * Whatever the bot answers by itself moves nothing, and neither does what was scheduled when it leaves.
 */
export const TABLE: Record<ConversationState, Record<EventKind, Cell>> = {
  open: {
    inbound: on('open'),
    botAnswered: on('open'),
    handOver: on('open', 'handedOver'),
    staffAnswered: on('open'),
    scheduledLeft: on('open'),
    claim: on('open', 'assigned'),
    assign: on('open', 'assigned'),
    release: on('pending', 'released'),
    snooze: on('snoozed', 'snoozed'),
    wake: 'nothing',
    resolve: on('resolved', 'resolved'),
    reopen: 'nothing',
  },
  pending: {
    inbound: on('open', 'reopened'),
    botAnswered: on('pending'),
    handOver: on('open', 'handedOver'),
    staffAnswered: on('open', 'handedOver'),
    scheduledLeft: on('pending'),
    claim: on('open', 'assigned'),
    assign: on('open', 'assigned'),
    release: 'nothing',
    snooze: on('snoozed', 'snoozed'),
    wake: 'nothing',
    resolve: on('resolved', 'resolved'),
    reopen: 'nothing',
  },
  snoozed: {
    inbound: on('open', 'woken'),
    botAnswered: on('snoozed'),
    handOver: on('open', 'handedOver'),
    staffAnswered: on('open', 'woken'),
    scheduledLeft: on('snoozed'),
    claim: on('snoozed', 'assigned'),
    assign: on('snoozed', 'assigned'),
    release: on('pending', 'released'),
    snooze: on('snoozed', 'snoozed'),
    wake: on('open', 'woken'),
    resolve: on('resolved', 'resolved'),
    reopen: on('open', 'woken'),
  },
  resolved: {
    inbound: on('open', 'reopened'),
    botAnswered: 'nothing',
    handOver: on('open', 'handedOver'),
    staffAnswered: on('open', 'reopened'),
    scheduledLeft: on('resolved'),
    claim: OVER,
    assign: OVER,
    release: OVER,
    snooze: OVER,
    wake: 'nothing',
    resolve: 'nothing',
    reopen: on('open', 'reopened'),
  },
};

/** What the table decides on. */
export interface Standing {
  state: ConversationState;
  /** Since when a person has the chat, so that bot, surveys and promotions are silent; null while the bot may speak. */
  heldSince: Date | null;
  assigneeId: string | null;
  /** Absent while it is not snoozed until a time. */
  snoozedUntil?: Date | undefined;
  /** When what waits for an answer of staff was said first; absent while nothing waits. */
  waitingSince?: Date | undefined;
}

export type Decision =
  { kind: 'nothing' } | { kind: 'refused'; why: string } | { kind: 'move'; next: Standing; announce: Announced | null };

/**
 * What becomes of a conversation. Claiming one that is one's own, assigning to whoever has it and the like come to nothing;
 * claiming somebody else's is refused.
 */
export function decide(current: Standing, event: ConversationEvent, now: Date): Decision {
  if (event.kind === 'claim' && current.assigneeId !== null && current.state !== 'resolved')
    return current.assigneeId === event.staffId
      ? { kind: 'nothing' }
      : { kind: 'refused', why: `is ${current.assigneeId}'s already` };
  const isAssigned = event.kind === 'assign' && event.staffId === current.assigneeId && current.state !== 'resolved';
  const isHeld = event.kind === 'handOver' && current.state === 'open' && current.heldSince !== null;
  if (isAssigned || isHeld) return { kind: 'nothing' };
  const cell = TABLE[current.state][event.kind];
  if (cell === 'nothing') return { kind: 'nothing' };
  if ('refused' in cell) return { kind: 'refused', why: cell.refused };
  return { kind: 'move', next: nextOf(current, event, cell.to, now), announce: cell.announce };
}

function nextOf(current: Standing, event: ConversationEvent, state: ConversationState, now: Date): Standing {
  // Whoever is looked at may have more fields, which are not this table's.
  const { snoozedUntil, waitingSince, heldSince, assigneeId } = current;
  const put = { state, heldSince, assigneeId };
  const waiting = waitingSince === undefined ? {} : { waitingSince };
  const held = current.heldSince ?? now;
  switch (event.kind) {
    case 'inbound':
      return {
        ...put,
        // Whoever helped last time has the chat again.
        heldSince: current.state === 'resolved' && current.assigneeId !== null ? now : current.heldSince,
        waitingSince: waitingSince ?? now,
      };
    case 'botAnswered':
    case 'scheduledLeft':
      return { ...put, ...waiting, ...(snoozedUntil ? { snoozedUntil } : {}) };
    case 'handOver':
      return { ...put, heldSince: held, waitingSince: waitingSince ?? now };
    case 'staffAnswered':
      return { ...put, heldSince: held, assigneeId: current.assigneeId ?? event.staffId };
    case 'claim':
      return {
        ...put,
        ...waiting,
        ...(snoozedUntil ? { snoozedUntil } : {}),
        heldSince: held,
        assigneeId: event.staffId,
      };
    case 'assign':
      return {
        ...put,
        ...waiting,
        ...(snoozedUntil ? { snoozedUntil } : {}),
        heldSince: event.staffId === null ? current.heldSince : held,
        assigneeId: event.staffId,
      };
    case 'release':
      return { ...put, heldSince: null, assigneeId: null };
    case 'snooze':
      return { ...put, ...waiting, ...(event.until ? { snoozedUntil: event.until } : {}) };
    case 'wake':
      return { ...put, ...waiting };
    case 'resolve':
      return { ...put, heldSince: null };
    case 'reopen':
      return { ...put, ...waiting, heldSince: current.assigneeId === null ? null : held };
    default:
      return assertNever(event);
  }
}

/** A conversation as an event begins it. */
export function begin(
  event: Extract<ConversationEvent, { kind: 'inbound' | 'handOver' | 'staffAnswered' }>,
  now: Date,
): Standing {
  const nobody: Standing = { state: 'open', heldSince: null, assigneeId: null };
  switch (event.kind) {
    case 'inbound':
      return { ...nobody, waitingSince: now };
    case 'handOver':
      return { ...nobody, heldSince: now, waitingSince: now };
    case 'staffAnswered':
      return { ...nobody, heldSince: now, assigneeId: event.staffId };
    default:
      return assertNever(event);
  }
}
