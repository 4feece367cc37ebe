import type { Context } from '../context.js';
import { TooManyTriesError } from '../errors.js';
import { changeFriend, type FriendDocument } from '../friends/index.js';
import { FAILED_CLAIMS_MAX, recentFailures } from './core/code.js';

/** Whether a friend may try to prove ownership now: not after five failures within an hour, in whatever way. */
export const allowProof = (friend: Pick<FriendDocument, 'failedClaimsAt'>, now: Date): boolean =>
  recentFailures(friend.failedClaimsAt, now).length < FAILED_CLAIMS_MAX;

/**
 * Notes a failure before the proof is looked at, so that many at once are no way around the limit; null when there were too
 * many. While locked nothing is noted, so that the lock ends an hour after the fifth, not after the last try.
 */
export async function takeProofTry(
  ctx: Pick<Context, 'clock'>,
  friend: FriendDocument,
  at: Date,
): Promise<FriendDocument | null> {
  let isAllowed = false;
  const noted = await changeFriend(ctx, friend, (current) => {
    const now = ctx.clock.now();
    isAllowed = allowProof(current, now);
    return isAllowed ? { set: { failedClaimsAt: [...recentFailures(current.failedClaimsAt, now), at] } } : null;
  });
  return isAllowed ? noted : null;
}

/** The proof was good: its try was no failure. */
export const giveBackProofTry = (
  ctx: Pick<Context, 'clock'>,
  friend: FriendDocument,
  at: Date,
): Promise<FriendDocument> =>
  changeFriend(ctx, friend, ({ failedClaimsAt }) => {
    const index = failedClaimsAt.findLastIndex((noted) => noted.getTime() === at.getTime());
    return index < 0 ? null : { set: { failedClaimsAt: failedClaimsAt.toSpliced(index, 1) } };
  });

/** The error for who tried too often: an hour is the longest that it lasts. */
export const tooManyTries = (): TooManyTriesError =>
  new TooManyTriesError('Too many tries to prove ownership within an hour; try again later.', 3600_000);
