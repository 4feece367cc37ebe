import {
  LineAmbiguousError,
  LineAuthError,
  LineError,
  LineInvalidError,
  LineMonthlyLimitError,
  LineNotFoundError,
} from '../line/errors.js';
import type { LineAccepted } from '../line/gateway.js';
import { RETRY_KEY_LIFETIME_MS } from '../line/limits.js';
import type { SettledOutcome } from './delivery.model.js';

export type { SettledOutcome };

/** How one call to LINE ended, in terms of what may be done next. */
export type Outcome =
  | SettledOutcome
  /** Nothing is settled: repeat with the same key, or for a reply with the same token. */
  | { state: 'repeat'; error: LineError };

/** Calls LINE once and says how it ended. Errors that are not LINE's pass through. */
export async function callLine(call: () => Promise<LineAccepted>): Promise<Outcome> {
  try {
    return { state: 'accepted', requestId: (await call()).requestId };
  } catch (error) {
    if (!(error instanceof LineError)) throw error;
    if (error instanceof LineInvalidError) return { state: 'rejected', reason: 'invalid' };
    if (error instanceof LineNotFoundError) return { state: 'rejected', reason: 'notFound' };
    if (error instanceof LineAuthError) return { state: 'rejected', reason: 'auth' };
    if (error instanceof LineMonthlyLimitError) return { state: 'rejected', reason: 'monthlyLimit' };
    return { state: 'repeat', error };
  }
}

/** True once LINE has forgotten the retry key: repeating would send again. */
export function isRetryKeyExpired(firstCallAt: Date, now: Date): boolean {
  return now.getTime() - firstCallAt.getTime() >= RETRY_KEY_LIFETIME_MS;
}

/** A reply that timed out may have been sent; only a repeat of the same token can tell. */
export const isAmbiguous = (error: LineError): boolean => error instanceof LineAmbiguousError;
