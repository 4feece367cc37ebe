import type { Friend } from '../../friends/core/friend.js';
import type { Questionnaire } from './questionnaire.js';

const LOOK_MS = 10 * 60_000; // a release or an end of the conversation wakes it at once; this is for what nobody told
const HOUR_MS = 3600 * 1000;

/** What an asking does whose time has come. `giveUp`: staff had the chat for as long as it may wait. */
export type Wait = { kind: 'ask' } | { kind: 'wait'; until: Date } | { kind: 'giveUp' };

/** While staff have the chat an asking waits, for as long as an answer to it would be waited for. */
export function waitForStaff(
  { conversation }: Pick<Friend, 'conversation'>,
  { askAt }: { askAt: Date },
  { expiresAfterHours }: Pick<Questionnaire, 'expiresAfterHours'>,
  now: Date,
): Wait {
  if (!conversation?.heldSince) return { kind: 'ask' };
  const end = askAt.getTime() + expiresAfterHours * HOUR_MS;
  if (now.getTime() >= end) return { kind: 'giveUp' };
  return { kind: 'wait', until: new Date(Math.min(end, now.getTime() + LOOK_MS)) };
}
