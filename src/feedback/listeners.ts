import { defineListener } from '../edges.js';
import { findFriendBehind } from '../friends/index.js';
import { surveyAnswered } from '../surveys/index.js';
import { openFeedback } from './open-feedback.js';

export const listeners = [
  defineListener({
    id: 'feedback.open',
    on: surveyAnswered,
    handle: async (ctx, { channelId, friendId, payload }) => {
      const friend = payload.isLow && friendId !== null ? await findFriendBehind(friendId) : null;
      if (!friend) return;
      const { responseId, surveyName, score } = payload;
      await openFeedback(ctx, {
        id: `survey:${responseId}`,
        channelId,
        friendId: friend._id,
        source: { kind: 'survey', id: responseId },
        text: surveyName,
        score,
      });
    },
  }),
];
