import { isRefused, PROMOTION } from '../../friends/core/consent.js';
import type { Friend } from '../../friends/core/friend.js';

/** Why a delivery was not sent. Every skipped send has one. */
export type SkipReason = 'blocked' | 'blacklisted' | 'noFriend' | 'optedOut' | 'cancelled' | 'monthlyLimit' | 'auth';

export type GateDecision = { skip: SkipReason } | { skip: null };

/**
 * Whether this friend may get this now. The friend is looked at in the last moment before the send. An answer is what a
 * friend asked for by doing something.
 */
export function decideDelivery(
  friend: Pick<Friend, 'standing' | 'consent' | 'blacklisted' | 'mergedInto'> | undefined,
  send: { transactional: boolean; isPromotion: boolean; isAnswer: boolean },
): GateDecision {
  if (!friend || friend.mergedInto !== null) return { skip: 'noFriend' };
  if (friend.standing === 'blocked') return { skip: 'blocked' };
  if (friend.blacklisted && !send.isAnswer) return { skip: 'blacklisted' };
  if (send.isPromotion && !send.transactional && isRefused(friend, PROMOTION)) return { skip: 'optedOut' };
  return { skip: null };
}
