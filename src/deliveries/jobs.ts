import { z } from 'zod';
import { defineJob, type SweepDefinition } from '../edges.js';
import { CLEAN_WIDE_SEND, cleanWideSend, sweepWideSends } from './clean-wide-send.js';
import { COUNT_COST_DAYS, countCostDays, sweepCostDays } from './count-cost-days.js';
import { SEND_DELIVERY } from './deliver.js';
import { FINISH_BATCH, takeOverBatch } from './send-batch.js';
import { sendDelivery } from './send-delivery.js';
import { DeliveryBatchModel, DeliveryModel } from './delivery.model.js';
import { overdueRanges } from './outcome.js';

const WAKE_UP_LOST_MS = 3_000;
const SWEEP_MAX = 500;

export const jobs = [
  defineJob({
    name: SEND_DELIVERY,
    payload: z.object({ deliveryId: z.string() }),
    concurrency: 50,
    handle: (ctx, { deliveryId }) => sendDelivery(ctx, deliveryId),
  }),
  defineJob({
    name: FINISH_BATCH,
    payload: z.object({ batchId: z.string() }),
    concurrency: 5,
    handle: (ctx, { batchId }) => takeOverBatch(ctx, batchId),
  }),
  defineJob({
    name: CLEAN_WIDE_SEND,
    payload: z.object({ wideSendId: z.string() }),
    concurrency: 1,
    handle: (ctx, { wideSendId }) => cleanWideSend(ctx, wideSendId),
  }),
  defineJob({
    name: COUNT_COST_DAYS,
    payload: z.object({ channelId: z.string() }),
    concurrency: 1,
    handle: (ctx, { channelId }) => countCostDays(ctx, channelId),
  }),
];

export const sweeps: SweepDefinition[] = [
  {
    name: 'deliveries.planned',
    run: async (ctx) => {
      const before = new Date(ctx.clock.now().getTime() - WAKE_UP_LOST_MS);
      const due = await DeliveryModel.find({ state: 'planned', dueAt: { $lte: before } }, { _id: 1 })
        .sort({ dueAt: 1 })
        .limit(SWEEP_MAX)
        .lean();
      ctx.wake(
        SEND_DELIVERY,
        due.map(({ _id }) => ({ deliveryId: _id })),
      );
    },
  },
  {
    name: 'deliveries.in-flight',
    run: async (ctx) => {
      for (const takeOverAt of overdueRanges(ctx.clock.now())) {
        const left = await DeliveryModel.find({ state: 'inFlight', takeOverAt }, { _id: 1 }).limit(SWEEP_MAX).lean();
        ctx.wake(
          SEND_DELIVERY,
          left.map(({ _id }) => ({ deliveryId: _id })),
        );
      }
    },
  },
  {
    name: 'deliveries.batches',
    run: async (ctx) => {
      for (const takeOverAt of overdueRanges(ctx.clock.now())) {
        const open = { state: { $in: ['claiming' as const, 'inFlight' as const] }, takeOverAt };
        const left = await DeliveryBatchModel.find(open, { _id: 1 }).limit(SWEEP_MAX).lean();
        ctx.wake(
          FINISH_BATCH,
          left.map(({ _id }) => ({ batchId: _id })),
        );
      }
    },
  },
  { name: 'deliveries.wide-sends', run: (ctx) => sweepWideSends(ctx) },
  { name: 'deliveries.cost-days', run: (ctx) => sweepCostDays(ctx) },
];
