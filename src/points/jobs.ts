import { z } from 'zod';
import { defineJob, type SweepDefinition } from '../edges.js';
import {
  settleDuePoints,
  SETTLE_DUE_POINTS,
  SETTLE_POINTS,
  sweepDuePoints,
  sweepOpenEntries,
} from './settle-due-points.js';
import { settlePoints } from './settle-points.js';

export const jobs = [
  defineJob({
    name: SETTLE_POINTS,
    payload: z.object({ friendId: z.string(), channelId: z.string() }),
    concurrency: 10,
    handle: async (ctx, { friendId, channelId }) => {
      await settlePoints(ctx, { _id: friendId, channelId });
    },
  }),
  defineJob({
    name: SETTLE_DUE_POINTS,
    payload: z.object({}),
    concurrency: 1,
    handle: (ctx) => settleDuePoints(ctx),
  }),
];

export const sweeps: SweepDefinition[] = [
  { name: 'points.open', run: (ctx) => sweepOpenEntries(ctx) },
  { name: 'points.due', run: (ctx) => sweepDuePoints(ctx) },
];
