import type { Friend } from '../../friends/core/friend.js';

/** Why a delivery was not sent. Every skipped send has one. */
export type SkipReason = 'blocked' | 'noFriend' | 'optedOut' | 'cancelled' | 'monthlyLimit' | 'auth';

/** Attribute by which a friend says no to promotions. */
export const PROMOTION_OPT_OUT = 'promotionOptOut';

export type GateDecision = { skip: SkipReason } | { skip: null };

/** Whether this friend may get this now. The friend is looked at in the last moment before the send. */
export function decideDelivery(
  friend: Pick<Friend, 'standing' | 'attributes'> | undefined,
  send: { transactional: boolean; isPromotion: boolean },
): GateDecision {
  if (!friend) return { skip: 'noFriend' };
  if (friend.standing === 'blocked') return { skip: 'blocked' };
  if (send.isPromotion && !send.transactional && friend.attributes[PROMOTION_OPT_OUT] === true)
    return { skip: 'optedOut' };
  return { skip: null };
}
