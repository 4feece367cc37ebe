import type { Context } from '../context.js';
import { changeFriend, type FriendDocument } from '../friends/index.js';
import { FAILED_CLAIMS_MAX, recentFailures } from './core/code.js';
import { ownerVerified } from './events.js';
import { OwnershipCodeModel } from './ownership-code.model.js';

export type ClaimOutcome = 'verified' | 'refused';

/**
 * Claims an item for a friend by its code. A code works once; the same friend repeating it (a redelivered event, a double
 * tap) is verified again without effect. After five failures within an hour every code is refused.
 */
export async function claimOwnership(
  ctx: Pick<Context, 'clock' | 'secrets'>,
  friend: FriendDocument,
  { code, at }: { code: string; at: Date },
): Promise<{ outcome: ClaimOutcome; friend: FriendDocument }> {
  const now = ctx.clock.now();
  const id = `${friend.channelId}/${ctx.secrets.fingerprint(code)}`;
  const isLocked = recentFailures(friend.failedClaimsAt, now).length >= FAILED_CLAIMS_MAX;
  const claimed = isLocked
    ? null
    : await OwnershipCodeModel.findOneAndUpdate(
        { _id: id, expiresAt: { $gt: now }, $or: [{ claimedBy: null }, { claimedBy: friend._id }] },
        { $set: { claimedBy: friend._id, claimedAt: at } },
      ).lean();
  // While locked nothing is noted, so that the lock ends an hour after the fifth failure, not after the last try.
  if (isLocked) return { outcome: 'refused', friend };
  if (!claimed) {
    const failed = await changeFriend(ctx, friend, ({ failedClaimsAt }) => ({
      set: { failedClaimsAt: [...recentFailures(failedClaimsAt, now), at].slice(-FAILED_CLAIMS_MAX) },
    }));
    return { outcome: 'refused', friend: failed };
  }
  const { serial, model } = claimed;
  const verified = await changeFriend(ctx, friend, ({ membership }) => {
    if (membership.items.some((item) => item.serial === serial)) return null;
    return {
      set: {
        membership: {
          verifiedOwnerAt: membership.verifiedOwnerAt ?? at,
          items: [...membership.items, { serial, model, since: at }],
        },
      },
      announce: [ownerVerified.of({ serial, model }, at)],
    };
  });
  return { outcome: 'verified', friend: verified };
}
