import { defineListener } from '../edges.js';
import { findFriendBehind } from '../friends/index.js';
import { surveyAnswered } from '../surveys/index.js';
import { followScore } from './follow-score.js';

export const listeners = [
  defineListener({
    id: 'feedback.open',
    on: surveyAnswered,
    handle: async (ctx, { channelId, friendId, payload }) => {
      const friend = friendId === null ? null : await findFriendBehind(friendId);
      if (friend) await followScore(ctx, { channelId, friendId: friend._id, ...payload });
    },
  }),
];
