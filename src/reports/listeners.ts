import { getTimeZone } from '../channels/index.js';
import { defineListener } from '../edges.js';
import { localDayOf } from '../shared/local-day.js';
import { findResponse, surveyAnswered, surveyScored } from '../surveys/index.js';
import { markStale } from './make-day.js';

export const listeners = [
  // An answer counts on the day on which it was asked for.
  defineListener({
    id: 'reports.rated',
    on: [surveyScored, surveyAnswered],
    handle: async (ctx, { channelId, payload: { responseId } }) => {
      const asked = await findResponse({ _id: responseId });
      if (!asked) return;
      const timeZone = await getTimeZone(channelId);
      await markStale(ctx, { channelId, timeZone, day: localDayOf(asked.askAt, timeZone) });
    },
  }),
];
