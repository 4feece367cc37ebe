import { activityRecorded, readActivityData } from '../activity/index.js';
import { defineListener } from '../edges.js';
import { ordersChanged } from '../friends/index.js';
import { stageChanged } from '../lifecycle/index.js';
import { applyResults } from './apply-results.js';
import { surveyAnswered, surveyLeft } from './events.js';
import { scheduleSurveys } from './schedule-survey.js';

const RESOLVED = 'conversation.resolved';

/** Whether it was about a conversation in which nobody of the staff answered, so that there is nothing to be asked about. */
const isUnanswered = async (activityId: string) => (await readActivityData(activityId))?.['isAnswered'] === false;

export const listeners = [
  defineListener({
    id: 'surveys.schedule',
    on: activityRecorded,
    handle: async (ctx, { channelId, friendId, at, payload: { activityId, kind } }) => {
      if (friendId === null) return;
      const skipAs = kind === RESOLVED && (await isUnanswered(activityId)) ? 'unanswered' : null;
      const happening = { channelId, friendId, at, cause: activityId, skipAs } as const;
      await scheduleSurveys(ctx, happening, (trigger) => trigger.kind === 'activity' && trigger.activityKind === kind);
    },
  }),
  defineListener({
    id: 'surveys.order',
    on: ordersChanged,
    handle: async (ctx, { channelId, friendId, at, payload: { count } }) => {
      if (friendId === null || count === 0) return;
      // A refund changes the sum and not how many orders there are, so it asks nobody again.
      const happening = { channelId, friendId, at, cause: `orders/${friendId}/${count}` };
      await scheduleSurveys(ctx, happening, ({ kind }) => kind === 'order');
    },
  }),
  defineListener({
    id: 'surveys.stage',
    on: stageChanged,
    handle: async (ctx, { id, channelId, friendId, at, payload: { to, isRename = false } }) => {
      if (friendId === null || isRename) return;
      const happening = { channelId, friendId, at, cause: id };
      await scheduleSurveys(ctx, happening, (trigger) => trigger.kind === 'stage' && trigger.stage === to);
    },
  }),
  defineListener({
    id: 'surveys.results',
    on: [surveyAnswered, surveyLeft],
    handle: async (ctx, { id, friendId, at, payload: { responseId } }) => {
      if (friendId !== null) await applyResults(ctx, { friendId, responseId, eventId: id, at });
    },
  }),
];
