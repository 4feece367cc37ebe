import { z } from 'zod';
import { defineJob, type SweepDefinition } from '../edges.js';
import { askSurvey } from './ask-survey.js';
import { CHECK_SENT, checkSent } from './check-sent.js';
import { LEAVE_SURVEY, leaveSurvey, sweepLeft } from './leave-survey.js';
import { sweepScheduledTriggers } from './ask-many.js';
import { ASK_SURVEY } from './schedule-survey.js';
import { SurveyResponseModel } from './survey.model.js';

const WAKE_UP_LOST_MS = 2_000;
const SWEEP_MAX = 500;

export const jobs = [
  defineJob({
    name: ASK_SURVEY,
    payload: z.object({ responseId: z.string() }),
    concurrency: 10,
    handle: (ctx, { responseId }) => askSurvey(ctx, responseId),
  }),
  defineJob({
    name: CHECK_SENT,
    payload: z.object({ responseId: z.string() }),
    concurrency: 5,
    handle: (ctx, { responseId }) => checkSent(ctx, responseId),
  }),
  defineJob({
    name: LEAVE_SURVEY,
    payload: z.object({ responseId: z.string() }),
    concurrency: 5,
    handle: (ctx, { responseId }) => leaveSurvey(ctx, responseId),
  }),
];

export const sweeps: SweepDefinition[] = [
  {
    name: 'surveys.due',
    run: async (ctx) => {
      const before = new Date(ctx.clock.now().getTime() - WAKE_UP_LOST_MS);
      // What waits for staff has a time of its own to look at it.
      const isDue = { state: 'scheduled' as const, askAt: { $lte: before }, lookAt: { $exists: false } };
      const due = await SurveyResponseModel.find(isDue, { _id: 1 }).sort({ askAt: 1 }).limit(SWEEP_MAX).lean();
      ctx.wake(
        ASK_SURVEY,
        due.map(({ _id }) => ({ responseId: _id })),
      );
    },
  },
  {
    name: 'surveys.looks',
    run: async (ctx) => {
      const before = new Date(ctx.clock.now().getTime() - WAKE_UP_LOST_MS);
      const due = await SurveyResponseModel.find({ lookAt: { $lte: before } }, { state: 1 })
        .sort({ lookAt: 1 })
        .limit(SWEEP_MAX)
        .lean();
      for (const { _id: responseId, state } of due)
        ctx.wake(state === 'scheduled' ? ASK_SURVEY : CHECK_SENT, [{ responseId }]);
    },
  },
  {
    name: 'surveys.expired',
    run: async (ctx) => {
      const over = await SurveyResponseModel.find({ state: 'asked', expiresAt: { $lte: ctx.clock.now() } }, { _id: 1 })
        .sort({ expiresAt: 1 })
        .limit(SWEEP_MAX)
        .lean();
      if (over.length === 0) return;
      const ids = over.map(({ _id }) => _id);
      await SurveyResponseModel.updateMany({ _id: { $in: ids }, state: 'asked' }, { $set: { state: 'expired' } });
    },
  },
  { name: 'surveys.left', run: (ctx) => sweepLeft(ctx) },
  { name: 'surveys.scheduled', run: (ctx) => sweepScheduledTriggers(ctx) },
];
