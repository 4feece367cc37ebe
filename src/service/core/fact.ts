import type { OpeningHours } from '../../hours/core/opening-hours.js';
import { runningSpans, type ConversationEvent } from '../../hours/core/running-spans.js';
import {
  measureServiceLevel,
  timeUsed,
  type Measured,
  type Occurrence,
  type PolicyInForce,
} from '../../hours/core/service-level.js';
import type { Target } from '../../hours/core/service-policy.js';
import type { Happening } from '../../inbox/core/happenings.js';
import { nameOfPriority, type Priority, type PriorityName } from '../../inbox/core/priority.js';

export const FACT_KINDS = [
  'opened',
  'firstResponse',
  'nextResponse',
  'resolved',
  'reopened',
  'handedOver',
  'assigned',
  'moved',
  'breached',
  'undone',
  'merged',
  'notSent',
] as const;
export type FactKind = (typeof FACT_KINDS)[number];

/**
 * Something that happened to a conversation, as it was measured then; only ever added. Reports are sums over these.
 *
 * `opened`, `reopened`, `handedOver` (to a person), `assigned` and `moved` (to a team, or to none) say that it happened. `firstResponse` and `nextResponse` are
 * answers of staff, or of a program in their place, that somebody was waiting for; the bot's are none. `resolved` is each end, the
 * time that it was put off for the friend left out. `merged` is an end that nobody made: its friend became one with another.
 * `undone` takes the end before it back, of either kind. `notSent` takes back the answers since `since`, which did not arrive. `breached` is a promise that was not kept in time, whether or not it ever was.
 */
export interface ConversationFact {
  /** Derived from the conversation and the change, or the promise that was not kept. */
  _id: string;
  channelId: string;
  conversationId: string;
  /** Null for a group, and once the friend was erased. */
  friendId: string | null;
  groupId: string | null;
  kind: FactKind;
  at: Date;
  /**
   * Revision of the conversation that it is of; null for a breach. Surveys that ask after an end have the cause
   * `<friend>/<friend>:conversation/<conversation>:<rev>`, which tells the asking that belongs to a fact `resolved`.
   */
  rev: number | null;
  /** Who did it: `staff/…`, `apiKey/…`, `system/…`, or `friend`. */
  by: string;
  /** What the conversation was right after it. */
  assigneeId: string | null;
  teamId: string | null;
  priority: PriorityName;
  labels: string[];
  /** Of an answer, an end and a breach; null of anything else. */
  measured: MeasuredFact | null;
  /** Of `notSent`: when the first of those answers was given. */
  since?: Date;
}

/** How long it took, and what was promised. */
export interface MeasuredFact {
  target: Target;
  /** Counts the answers from 1; of an end, how many there were. */
  count: number;
  startedAt: Date;
  /** Milliseconds that it ran, pauses left out; for the time on the wall, take `startedAt` from `at`. */
  clockMs: number;
  /** The same within the open time of the calendar; null without one. */
  businessMs: number | null;
  calendarId: string | null;
  calendarVersion: number | null;
  /** Under which version what was promised, and whether in time; null where nothing was. */
  promise: {
    policyId: string;
    policyVersion: number;
    limit: Measured['limit'];
    isKept: boolean;
    breachedAt: Date | null;
  } | null;
}

/** The hours that count for a time under a calendar; null: that of the policy or channel. */
export type HoursOf = (calendarId: string | null) => {
  calendarId: string | null;
  version: number | null;
  hours: OpeningHours | null;
};

/** What facts of a conversation are made from. */
export interface Measuring {
  conversation: { _id: string; channelId: string; friendId: string | null; groupId: string | null };
  history: readonly ConversationEvent[];
  earlier: number;
  settled: readonly Measured[];
  inForce: PolicyInForce | null;
  hoursOf: HoursOf;
}

/** The facts that happenings came to. */
export function factsOf(measuring: Measuring, happened: readonly Happening[]): ConversationFact[] {
  return happened.flatMap((one) => {
    switch (one.kind) {
      case 'opened':
      case 'reopened':
      case 'undone':
      case 'merged':
      case 'handedOver':
      case 'assigned':
        return [factOf(measuring, one, one.kind, null)];
      case 'notSent':
        return [{ ...factOf(measuring, one, 'notSent', null), since: one.since ?? one.at }];
      case 'team':
        return [factOf(measuring, one, 'moved', null)];
      case 'answered': {
        const measured = measureAt(measuring, one.at, ({ target }) => target !== 'resolution');
        const kind = measured?.target === 'firstResponse' ? 'firstResponse' : 'nextResponse';
        return measured ? [factOf(measuring, one, kind, measured)] : [];
      }
      case 'resolved': {
        const measured = measureAt(measuring, one.at, ({ target }) => target === 'resolution');
        const ends = measuring.history.filter(({ kind, at }) => kind === 'resolved' && at <= one.at).length;
        return measured ? [factOf(measuring, one, 'resolved', { ...measured, count: ends })] : [];
      }
      default:
        return [];
    }
  });
}

/** The fact that a promise was not kept in time, of the conversation as it is. */
export function breachOf(
  { conversation }: Pick<Measuring, 'conversation'>,
  standing: Pick<Happening, 'assigneeId' | 'teamId' | 'priority' | 'labels'>,
  { id, at }: Occurrence,
  measured: Measured,
): ConversationFact {
  const { used, target, count, startedAt, calendarId, calendarVersion } = measured;
  return {
    ...aboutConversation(conversation, standing),
    _id: `${conversation._id}/${id}`,
    kind: 'breached',
    at,
    rev: null,
    by: 'system/service',
    measured: { target, count, startedAt, ...used, calendarId, calendarVersion, promise: promiseOf(measured) },
  };
}

function factOf(
  { conversation }: Measuring,
  happened: Happening,
  kind: FactKind,
  measured: MeasuredFact | null,
): ConversationFact {
  const { rev, at, by } = happened;
  const _id = `${conversation._id}/${rev}/${kind}`;
  return { ...aboutConversation(conversation, happened), _id, kind, at, rev, by, measured };
}

const aboutConversation = (
  { _id: conversationId, channelId, friendId, groupId }: Measuring['conversation'],
  {
    assigneeId,
    teamId,
    priority,
    labels,
  }: { assigneeId: string | null; teamId: string | null; priority: Priority; labels: string[] },
) => ({
  channelId,
  conversationId,
  friendId,
  groupId,
  assigneeId,
  teamId,
  priority: nameOfPriority(priority),
  labels,
});

/** What ended at an instant, as it was measured then. */
function measureAt(
  { history, earlier, settled, inForce, hoursOf }: Measuring,
  at: Date,
  isMeant: (promised: { target: Target }) => boolean,
): MeasuredFact | null {
  const then = history.filter((event) => event.at <= at);
  const ended = runningSpans(then, earlier).findLast(
    (promised) => isMeant(promised) && promised.endedAt?.getTime() === at.getTime(),
  );
  if (!ended) return null;
  const { target, count, startedAt, spans } = ended;
  const level = inForce && measureServiceLevel(inForce, then, at, settled, earlier);
  const measured = level?.measured.find((one) => one.target === target && one.count === count);
  const last = hoursOf(spans.at(-1)?.calendarId ?? null);
  return {
    target,
    count,
    startedAt,
    ...timeUsed(spans, at, (calendarId) => hoursOf(calendarId).hours),
    calendarId: last.calendarId,
    calendarVersion: last.version,
    promise: measured ? promiseOf(measured) : null,
  };
}

const promiseOf = ({ policyId, policyVersion, limit, breachedAt }: Measured): MeasuredFact['promise'] => ({
  policyId,
  policyVersion,
  limit,
  isKept: breachedAt === null,
  breachedAt,
});
