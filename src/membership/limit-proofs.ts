import type { Context } from '../context.js';
import { AppError } from '../errors.js';
import { changeFriend, type FriendDocument } from '../friends/index.js';
import { FAILED_CLAIMS_MAX, recentFailures } from './core/code.js';

/** Whether a friend may try to prove ownership now: not after five failures within an hour, in whatever way. */
export const allowProof = (friend: Pick<FriendDocument, 'failedClaimsAt'>, now: Date): boolean =>
  recentFailures(friend.failedClaimsAt, now).length < FAILED_CLAIMS_MAX;

/** Notes a failure. While locked nothing is noted, so that the lock ends an hour after the fifth, not after the last try. */
export const noteFailedProof = (
  ctx: Pick<Context, 'clock'>,
  friend: FriendDocument,
  at: Date,
): Promise<FriendDocument> =>
  changeFriend(ctx, friend, ({ failedClaimsAt }) => ({
    set: { failedClaimsAt: [...recentFailures(failedClaimsAt, ctx.clock.now()), at].slice(-FAILED_CLAIMS_MAX) },
  }));

/** The error for who tried too often. */
export const tooManyTries = (): AppError =>
  new AppError('too_many_tries', 'Too many tries to prove ownership within an hour; try again later.');
