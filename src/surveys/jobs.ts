import { z } from 'zod';
import { defineJob, type SweepDefinition } from '../edges.js';
import { askSurvey } from './ask-survey.js';
import { expireSurveys } from './expire-surveys.js';
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
];

export const sweeps: SweepDefinition[] = [
  {
    name: 'surveys.due',
    run: async (ctx) => {
      const before = new Date(ctx.clock.now().getTime() - WAKE_UP_LOST_MS);
      const due = await SurveyResponseModel.find({ state: 'scheduled', askAt: { $lte: before } }, { _id: 1 })
        .sort({ askAt: 1 })
        .limit(SWEEP_MAX)
        .lean();
      ctx.wake(
        ASK_SURVEY,
        due.map(({ _id }) => ({ responseId: _id })),
      );
    },
  },
  { name: 'surveys.expired', run: (ctx) => expireSurveys(ctx) },
  { name: 'surveys.scheduled', run: (ctx) => sweepScheduledTriggers(ctx) },
];
