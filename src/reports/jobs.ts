import { z } from 'zod';
import { defineJob, type SweepDefinition } from '../edges.js';
import { MAKE_DAYS, makeDays, sweepDays } from './keep-days.js';

export const jobs = [
  defineJob({
    name: MAKE_DAYS,
    payload: z.object({ channelId: z.string() }),
    concurrency: 1,
    handle: (ctx, { channelId }) => makeDays(ctx, channelId),
  }),
];

export const sweeps: SweepDefinition[] = [{ name: 'reports.days', run: (ctx) => sweepDays(ctx) }];
