import {
  LineAmbiguousError,
  LineAuthError,
  LineError,
  LineInvalidError,
  LineMonthlyLimitError,
  LineNotFoundError,
  LineUnavailableError,
} from '../line/errors.js';
import type { LineAccepted } from '../line/gateway.js';
import { CALL_OVERDUE_MS, RETRY_KEY_LIFETIME_MS } from '../line/limits.js';
import type { Delivery, SettledOutcome } from './delivery.model.js';

export type { SettledOutcome };

/** Why LINE, or our budget, takes nothing more for now. */
export type StopReason = 'monthlyLimit' | 'auth' | 'budget';

/** What requests to LINE came to: how many people it took, how many it refused, and why going on is of no use now. */
export interface Sent {
  accepted: number;
  failed: number;
  stop: StopReason | null;
}

export const NOTHING_SENT: Sent = { accepted: 0, failed: 0, stop: null };

/** Two of them together; the first stop counts. */
export const addSent = (one: Sent, other: Sent): Sent => ({
  accepted: one.accepted + other.accepted,
  failed: one.failed + other.failed,
  stop: one.stop ?? other.stop,
});

/** How one call to LINE ended, in terms of what may be done next. */
export type Outcome =
  | SettledOutcome
  /** LINE took nothing from this call, and takes nothing more: what was to be sent may be planned again. */
  | { state: 'stopped'; reason: 'monthlyLimit' | 'auth' }
  /** Nothing is settled: repeat with the same key, or for a reply with the same token. LINE may have taken it when open. */
  | { state: 'repeat'; error: LineError; isOpen: boolean };

/** Calls LINE once and says how it ended. Errors that are not LINE's pass through. */
export async function callLine(call: () => Promise<LineAccepted>): Promise<Outcome> {
  try {
    return { state: 'accepted', requestId: (await call()).requestId };
  } catch (error) {
    if (!(error instanceof LineError)) throw error;
    if (error instanceof LineInvalidError) return { state: 'rejected', reason: 'invalid' };
    if (error instanceof LineNotFoundError) return { state: 'rejected', reason: 'notFound' };
    if (error instanceof LineAuthError) return { state: 'stopped', reason: 'auth' };
    if (error instanceof LineMonthlyLimitError) return { state: 'stopped', reason: 'monthlyLimit' };
    return { state: 'repeat', error, isOpen: couldBeTaken(error) };
  }
}

/** LINE may have taken a request that got no answer, or 5xx for one; not one that never reached it or was over the rate. */
const couldBeTaken = (error: LineError): boolean =>
  error instanceof LineAmbiguousError || (error instanceof LineUnavailableError && error.status !== undefined);

/** What LINE put off, or left without an answer, is asked for again with its key after this. */
export const REPEAT_MS = 2_000;

/** Who leaves with others is settled with them, before this has passed, by a process that lives. */
export const MEMBER_OVERDUE_MS = 4 * CALL_OVERDUE_MS;

const CLOCK_SET_BACK_MS = 600_000; // nothing is left to somebody else for so long

/** When what is left to somebody else is theirs: in the past, or so far off that a clock that was set back since has written it. */
export const overdueRanges = (now: Date): [{ $lte: Date }, { $gt: Date }] => [
  { $lte: now },
  { $gt: new Date(now.getTime() + CLOCK_SET_BACK_MS) },
];

/** Whether one such moment is in those ranges. */
export function isOverdue(takeOverAt: Date, now: Date): boolean {
  const [past, farOff] = overdueRanges(now);
  return takeOverAt <= past.$lte || takeOverAt > farOff.$gt;
}

/**
 * From when on the life of a retry key is counted when its call is taken up. What LINE certainly did not take begins anew: its
 * key is as good as a fresh one. A first call that is yet to come was made by a clock that has been set back.
 */
export const firstCallOf = (
  { mayBeTaken, firstCallAt }: Pick<Delivery, 'mayBeTaken' | 'firstCallAt'>,
  now: Date,
): Date => (mayBeTaken && firstCallAt !== null && firstCallAt < now ? firstCallAt : now);

/** True once LINE has forgotten the retry key: repeating would send again. */
export function isRetryKeyExpired(firstCallAt: Date, now: Date): boolean {
  return now.getTime() - firstCallAt.getTime() >= RETRY_KEY_LIFETIME_MS;
}

/** A reply that timed out may have been sent; only a repeat of the same token can tell. */
export const isAmbiguous = (error: LineError): boolean => error instanceof LineAmbiguousError;

/** What a delivery is before its first call, and again when LINE certainly did not take it. */
export const UNSENT = {
  state: 'planned',
  reason: null,
  method: null,
  retryKey: null,
  messages: null,
  claim: null,
  joinedTo: null,
  firstCallAt: null,
  takeOverAt: null,
  mayBeTaken: false,
} satisfies Partial<Delivery>;

/** What a settled outcome writes on a delivery. */
export const settledFields = (outcome: SettledOutcome, settledAt: Date): Partial<Delivery> =>
  outcome.state === 'accepted'
    ? { state: 'accepted', lineRequestId: outcome.requestId, settledAt }
    : { state: outcome.state, reason: outcome.reason, settledAt };
