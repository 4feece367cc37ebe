import { z } from 'zod';
import type { Context } from '../context.js';
import { defineJob, type SweepDefinition } from '../edges.js';
import { listDueServiceChecks } from '../inbox/index.js';
import { chunk } from '../shared/chunk.js';
import { checkService } from './check-service.js';

const CHECK_SERVICE = 'service.check';
const SWEEP_MAX = 1_000;
const TOGETHER_MAX = 50;

export const jobs = [
  defineJob({
    name: CHECK_SERVICE,
    payload: z.object({ conversationIds: z.array(z.string()).max(TOGETHER_MAX) }),
    concurrency: 3,
    handle: async (ctx, { conversationIds }) => {
      try {
        await checkService(ctx, conversationIds);
      } catch (error) {
        if (conversationIds.length === 1) throw error;
        // One that cannot be looked at keeps back nobody else.
        ctx.log.warn({ err: error, count: conversationIds.length }, 'conversations are looked at one by one');
        wakeAll(ctx, conversationIds, 1);
      }
    },
  }),
];

const wakeAll = (ctx: Pick<Context, 'wake'>, conversationIds: string[], together: number): void =>
  ctx.wake(
    CHECK_SERVICE,
    chunk(conversationIds, together).map((ids) => ({ conversationIds: ids })),
  );

export const sweeps: SweepDefinition[] = [
  {
    name: 'service.due',
    run: async (ctx) => wakeAll(ctx, await listDueServiceChecks(ctx, SWEEP_MAX), TOGETHER_MAX),
  },
];
