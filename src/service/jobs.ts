import { z } from 'zod';
import { defineJob, type SweepDefinition } from '../edges.js';
import { listDueServiceChecks } from '../inbox/index.js';
import { CHECK_SERVICE, checkService } from './check-service.js';

const SWEEP_MAX = 1_000;

export const jobs = [
  defineJob({
    name: CHECK_SERVICE,
    payload: z.object({ conversationId: z.string() }),
    concurrency: 5,
    handle: async (ctx, { conversationId }) => {
      await checkService(ctx, conversationId);
    },
  }),
];

export const sweeps: SweepDefinition[] = [
  {
    name: 'service.due',
    run: async (ctx) => {
      const due = await listDueServiceChecks(ctx, SWEEP_MAX);
      ctx.wake(
        CHECK_SERVICE,
        due.map((conversationId) => ({ conversationId })),
      );
    },
  },
];
