import { z } from 'zod';
import { defineJob, type SweepDefinition } from '../edges.js';
import { settleDueFriends, wakeDueFriends } from '../friends/index.js';
import { evaluateTier, evaluateTiers } from './evaluate-tier.js';
import { sweepUnmovedPrograms } from './tier-program.js';

const SETTLE = 'tiers.settle';
const SETTLE_DUE = 'tiers.settle-due';

export const jobs = [
  defineJob({
    name: SETTLE,
    payload: z.object({ friendId: z.string() }),
    concurrency: 10,
    handle: async (ctx, { friendId }) => {
      await evaluateTier(ctx, friendId);
    },
  }),
  defineJob({
    name: SETTLE_DUE,
    payload: z.object({}),
    concurrency: 1,
    handle: (ctx) =>
      settleDueFriends(ctx, 'tierCheckAt', async (_channelId, friends) => {
        await evaluateTiers(ctx, friends);
      }),
  }),
];

export const sweeps: SweepDefinition[] = [
  { name: 'tiers.due', run: (ctx) => wakeDueFriends(ctx, 'tierCheckAt', { settleAll: SETTLE_DUE, settleOne: SETTLE }) },
  { name: 'tiers.unmoved', run: (ctx) => sweepUnmovedPrograms(ctx) },
];
