import { recordEvent } from '../activity/index.js';
import { defineListener } from '../edges.js';
import { findFriendBehind, friendFollowed, friendUnfollowed } from '../friends/index.js';
import { referralRewarded } from './events.js';
import { joinReferral } from './reward-referral.js';
import { reverseQuickBlock } from './reverse-referral.js';

export const listeners = [
  defineListener({
    id: 'referrals.followed',
    on: friendFollowed,
    handle: async (ctx, { friendId, at, payload: { isFirst } }) => {
      const friend = friendId !== null && isFirst ? await findFriendBehind(friendId) : null;
      if (friend) await joinReferral(ctx, friend, at);
    },
  }),
  defineListener({
    id: 'referrals.record',
    on: referralRewarded,
    handle: async (ctx, event) => {
      if (event.friendId !== null) await recordEvent(ctx, event, event.friendId);
    },
  }),
  defineListener({
    id: 'referrals.unfollowed',
    on: friendUnfollowed,
    handle: async (ctx, { friendId, channelId, at }) => {
      if (friendId !== null) await reverseQuickBlock(ctx, { friendId, channelId }, at);
    },
  }),
];
