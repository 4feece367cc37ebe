import { z } from 'zod';
import { defineJob, type SweepDefinition } from '../edges.js';
import { listDueFriendIds } from '../friends/index.js';
import { evaluateStage } from './evaluate-stage.js';

const EVALUATE_STAGE = 'lifecycle.evaluate-stage';
const SWEEP_MAX = 500;

export const jobs = [
  defineJob({
    name: EVALUATE_STAGE,
    payload: z.object({ friendId: z.string() }),
    concurrency: 10,
    handle: (ctx, { friendId }) => evaluateStage(ctx, friendId),
  }),
];

export const sweeps: SweepDefinition[] = [
  {
    name: 'lifecycle.due-stages',
    run: async (ctx) => {
      const due = await listDueFriendIds('stageCheckAt', ctx.clock.now(), SWEEP_MAX);
      ctx.wake(
        EVALUATE_STAGE,
        due.map((friendId) => ({ friendId })),
      );
    },
  },
];
