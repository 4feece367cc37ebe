import { activityRecorded } from '../activity/index.js';
import { defineListener } from '../edges.js';
import { scheduleSurveys } from './schedule-survey.js';

export const listeners = [
  defineListener({
    id: 'surveys.schedule',
    on: activityRecorded,
    handle: async (ctx, { channelId, friendId, at, payload }) => {
      if (friendId !== null) await scheduleSurveys(ctx, { channelId, friendId, at, ...payload });
    },
  }),
];
