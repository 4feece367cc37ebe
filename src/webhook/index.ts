import { z } from 'zod';
import { defineJob, type SweepDefinition } from '../edges.js';
import { DRAIN_LANE, drainLane, sweepLanes } from './drain-lane.js';
import { LANES } from './lanes.js';

export const jobs = [
  defineJob({
    name: DRAIN_LANE,
    payload: z.object({ lane: z.number().int() }),
    concurrency: LANES,
    handle: (ctx, { lane }) => drainLane(ctx, lane),
  }),
];
export const sweeps: SweepDefinition[] = [{ name: 'webhook.lanes', run: (ctx) => sweepLanes(ctx) }];
export { createIntake } from './intake.js';
export { createWebhookRouter } from './router.js';
export { holdings } from './holdings.js';
