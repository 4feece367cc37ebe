import { describe, expect, test } from '@jest/globals';
import {
  CONVERSATION_STATES,
  decide,
  EVENT_KINDS,
  type ConversationEvent,
  type ConversationState,
  type EventKind,
  type Standing,
} from '../../../src/inbox/core/conversation.js';

const SAID = new Date('2026-03-01T00:00:00Z');
const NOW = new Date('2026-03-01T01:00:00Z');
const LATER = new Date('2026-03-02T00:00:00Z');

const EVENTS: Record<EventKind, ConversationEvent> = {
  inbound: { kind: 'inbound' },
  botAnswered: { kind: 'botAnswered' },
  handOver: { kind: 'handOver' },
  staffAnswered: { kind: 'staffAnswered', staffId: 'agent-1' },
  scheduledLeft: { kind: 'scheduledLeft' },
  claim: { kind: 'claim', staffId: 'agent-1' },
  assign: { kind: 'assign', staffId: 'agent-1' },
  release: { kind: 'release' },
  snooze: { kind: 'snooze', until: LATER },
  wake: { kind: 'wake' },
  resolve: { kind: 'resolve' },
  reopen: { kind: 'reopen' },
};

const nobodys = (state: ConversationState): Standing => ({ state, heldSince: null, assigneeId: null });
const held: Standing = { state: 'open', heldSince: SAID, assigneeId: 'agent-2', waitingSince: SAID };

/** What becomes of a conversation that nobody has: `state announced`, `nothing` or `refused`. */
const EXPECTED: Record<ConversationState, Record<EventKind, string>> = {
  open: {
    inbound: 'open',
    botAnswered: 'open',
    handOver: 'open handedOver',
    staffAnswered: 'open',
    scheduledLeft: 'open',
    claim: 'open assigned',
    assign: 'open assigned',
    release: 'pending released',
    snooze: 'snoozed snoozed',
    wake: 'nothing',
    resolve: 'resolved resolved',
    reopen: 'nothing',
  },
  pending: {
    inbound: 'open reopened',
    botAnswered: 'pending',
    handOver: 'open handedOver',
    staffAnswered: 'open handedOver',
    scheduledLeft: 'pending',
    claim: 'open assigned',
    assign: 'open assigned',
    release: 'nothing',
    snooze: 'snoozed snoozed',
    wake: 'nothing',
    resolve: 'resolved resolved',
    reopen: 'nothing',
  },
  snoozed: {
    inbound: 'open woken',
    botAnswered: 'snoozed',
    handOver: 'open handedOver',
    staffAnswered: 'open woken',
    scheduledLeft: 'snoozed',
    claim: 'snoozed assigned',
    assign: 'snoozed assigned',
    release: 'pending released',
    snooze: 'snoozed snoozed',
    wake: 'open woken',
    resolve: 'resolved resolved',
    reopen: 'open woken',
  },
  resolved: {
    inbound: 'open reopened',
    botAnswered: 'nothing',
    handOver: 'open handedOver',
    staffAnswered: 'open reopened',
    scheduledLeft: 'resolved',
    claim: 'refused',
    assign: 'refused',
    release: 'refused',
    snooze: 'refused',
    wake: 'nothing',
    resolve: 'nothing',
    reopen: 'open reopened',
  },
};

const CELLS = CONVERSATION_STATES.flatMap((state) => EVENT_KINDS.map((kind) => [state, kind] as const));

function outcome(current: Standing, event: ConversationEvent): string {
  const decision = decide(current, event, NOW);
  if (decision.kind !== 'move') return decision.kind;
  return [decision.next.state, decision.announce].filter((word) => word !== null).join(' ');
}

test.each(CELLS)('%s × %s', (state, kind) => {
  expect(outcome(nobodys(state), EVENTS[kind])).toBe(EXPECTED[state][kind]);
});

const next = (current: Standing, event: ConversationEvent): Standing => {
  const decision = decide(current, event, NOW);
  if (decision.kind !== 'move') throw new Error(`${event.kind} comes to ${decision.kind}`);
  return decision.next;
};

describe('who has the chat', () => {
  test.each<[string, Standing, ConversationEvent, Date | null]>([
    ['an open conversation that nobody took leaves the bot its voice', nobodys('open'), EVENTS.inbound, null],
    ['who asks for a person silences the bot', nobodys('open'), EVENTS.handOver, NOW],
    ['an answer of staff silences the bot', nobodys('open'), EVENTS.staffAnswered, NOW],
    ['claiming silences the bot', nobodys('open'), EVENTS.claim, NOW],
    ['giving it to somebody silences the bot', nobodys('pending'), EVENTS.assign, NOW],
    ['it stays silent for who gives it to nobody', held, { kind: 'assign', staffId: null }, SAID],
    ['it stays silent through a snooze', held, EVENTS.snooze, SAID],
    ['it stays silent when a snooze ends', { ...held, state: 'snoozed' }, EVENTS.wake, SAID],
    ['releasing gives the bot its voice back', held, EVENTS.release, null],
    ['resolving does too', held, EVENTS.resolve, null],
    [
      'who comes back to somebody has them again',
      { ...nobodys('resolved'), assigneeId: 'agent-2' },
      EVENTS.inbound,
      NOW,
    ],
    ['who comes back to nobody has the bot too', nobodys('resolved'), EVENTS.inbound, null],
  ])('%s', (_promise, current, event, heldSince) => {
    expect(next(current, event).heldSince).toEqual(heldSince);
  });
});

describe('who waits', () => {
  test.each<[string, Standing, ConversationEvent, Date | undefined]>([
    ['from the first word that nobody answered', held, EVENTS.inbound, SAID],
    ['from now, when nothing waited', nobodys('pending'), EVENTS.inbound, NOW],
    ['no more after an answer of staff', held, EVENTS.staffAnswered, undefined],
    ['no more once it is resolved', held, EVENTS.resolve, undefined],
    ['no more for staff once the bot has it', held, EVENTS.release, undefined],
    ['still while it is put off', held, EVENTS.snooze, SAID],
    ['still when somebody else gets it', held, EVENTS.assign, SAID],
  ])('%s', (_promise, current, event, waitingSince) => {
    expect(next(current, event).waitingSince).toEqual(waitingSince);
  });
});

describe('whose it is', () => {
  test("nobody claims what is somebody else's", () => {
    expect(decide(held, EVENTS.claim, NOW)).toEqual({ kind: 'refused', why: "is agent-2's already" });
  });
  test('claiming twice comes to nothing', () => {
    expect(decide(held, { kind: 'claim', staffId: 'agent-2' }, NOW)).toEqual({ kind: 'nothing' });
  });
  test('an answer takes what is nobody’s and leaves what is somebody’s', () => {
    expect(next(nobodys('open'), EVENTS.staffAnswered).assigneeId).toBe('agent-1');
    expect(next(held, EVENTS.staffAnswered).assigneeId).toBe('agent-2');
  });
  test('a snooze until they reply has no time', () => {
    expect(next(held, { kind: 'snooze', until: null })).toEqual({ ...held, state: 'snoozed' });
    expect(next(held, EVENTS.snooze).snoozedUntil).toEqual(LATER);
    expect(next({ ...held, state: 'snoozed', snoozedUntil: LATER }, EVENTS.inbound).snoozedUntil).toBeUndefined();
  });
});
