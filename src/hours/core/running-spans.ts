import { z } from 'zod';
import { assertNever } from '../../shared/assert-never.js';
import { Instant } from '../../shared/instant.js';
import { Priority, type Target } from './service-policy.js';

const at = Instant;

/**
 * What matters of a conversation for its service level, in order of time. An answer of the bot is none and is not among it.
 * `waiting`: staff wait for the friend, until they write or staff go on (`resumed`).
 */
export const ConversationEvent = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('started'), at, priority: Priority }),
  z.strictObject({ kind: z.literal('inbound'), at }),
  z.strictObject({ kind: z.literal('staffAnswered'), at }),
  z.strictObject({ kind: z.literal('botAnswered'), at }),
  z.strictObject({ kind: z.literal('waitingForFriend'), at }),
  z.strictObject({ kind: z.literal('resumed'), at }),
  z.strictObject({ kind: z.literal('resolved'), at }),
  z.strictObject({ kind: z.literal('reopened'), at }),
  z.strictObject({ kind: z.literal('priorityChanged'), at, priority: Priority }),
  /** From then on another calendar counts, as of another team; null: that of the policy. */
  z.strictObject({ kind: z.literal('calendarChanged'), at, calendarId: z.string().min(1).max(40).nullable() }),
]);
export type ConversationEvent = z.infer<typeof ConversationEvent>;

/** A time during which a target ran under one priority and calendar; `to` is null while it runs. */
export interface RunningSpan {
  from: Date;
  to: Date | null;
  priority: Priority;
  /** Null: that of the policy. */
  calendarId: string | null;
}

/** One promise of a conversation: the first answer, one of the next ones, or the resolution. It is kept at `endedAt`. */
export interface Promised {
  target: Target;
  /** Counts the promises of a target, from 1. */
  count: number;
  startedAt: Date;
  endedAt: Date | null;
  spans: RunningSpan[];
}

interface State {
  priority: Priority;
  calendarId: string | null;
  /** Next answers that were promised before the history begins. */
  earlier: number;
  isPaused: boolean;
  promises: Promised[];
  answer: Promised | null;
  resolution: Promised | null;
  wasAnswered: boolean;
}

/**
 * What was promised in a conversation and when each promise ran. The first answer is owed from the friend's first message, a
 * next one from their first message after an answer; waiting for the friend and being resolved stop all that is owed. Reopened,
 * the resolution goes on with the time that it had used. `earlier` next answers were cut from the front of the history.
 */
export function runningSpans(history: readonly ConversationEvent[], earlier = 0): Promised[] {
  const state: State = {
    priority: 'normal',
    calendarId: null,
    earlier,
    isPaused: false,
    promises: [],
    answer: null,
    resolution: null,
    wasAnswered: false,
  };
  for (const event of history) apply(state, event);
  return state.promises;
}

function apply(state: State, event: ConversationEvent): void {
  const { at } = event;
  switch (event.kind) {
    case 'started':
      state.priority = event.priority;
      state.resolution ??= promise(state, 'resolution', at);
      return;
    case 'inbound':
      reopen(state, at);
      goOn(state, at);
      state.answer ??= promise(state, state.wasAnswered ? 'nextResponse' : 'firstResponse', at);
      return;
    case 'staffAnswered':
      state.wasAnswered = true;
      if (state.answer) end(state.answer, at);
      state.answer = null;
      return;
    case 'botAnswered':
      return;
    case 'waitingForFriend':
      pause(state, at);
      return;
    case 'resumed':
      if (state.resolution?.endedAt === null) goOn(state, at);
      return;
    case 'resolved':
      pause(state, at);
      if (state.resolution) state.resolution.endedAt ??= at;
      return;
    case 'reopened':
      reopen(state, at);
      goOn(state, at);
      return;
    case 'priorityChanged':
      if (event.priority === state.priority) return;
      state.priority = event.priority;
      beginSpans(state, at);
      return;
    case 'calendarChanged':
      if (event.calendarId === state.calendarId) return;
      state.calendarId = event.calendarId;
      beginSpans(state, at);
      return;
    default:
      assertNever(event);
  }
}

function promise(state: State, target: Target, at: Date): Promised {
  const before = target === 'nextResponse' ? state.earlier : 0;
  const count = before + state.promises.filter((one) => one.target === target).length + 1;
  const made: Promised = { target, count, startedAt: at, endedAt: null, spans: [] };
  state.promises.push(made);
  if (!state.isPaused) run(state, made, at);
  return made;
}

const owed = (state: State) => [state.answer, state.resolution].filter((one) => one?.endedAt === null);

function pause(state: State, at: Date): void {
  state.isPaused = true;
  for (const one of owed(state)) if (one) stop(one, at);
}

function goOn(state: State, at: Date): void {
  if (!state.isPaused) return;
  state.isPaused = false;
  for (const one of owed(state)) if (one) run(state, one, at);
}

/** A message of the friend reopens too: what they wait for is not settled. */
function reopen(state: State, at: Date): void {
  state.resolution ??= promise(state, 'resolution', at);
  state.resolution.endedAt = null;
}

/** What is owed runs on under another priority or calendar. */
function beginSpans(state: State, at: Date): void {
  if (state.isPaused) return;
  for (const one of owed(state)) {
    if (!one) continue;
    stop(one, at);
    run(state, one, at);
  }
}

function end(one: Promised, at: Date): void {
  stop(one, at);
  one.endedAt = at;
}

function run({ priority, calendarId }: State, one: Promised, at: Date): void {
  one.spans.push({ from: at, to: null, priority, calendarId });
}

function stop(one: Promised, at: Date): void {
  const last = one.spans.at(-1);
  if (last) last.to ??= at;
}
