import { z } from 'zod';
import { defineJob, type SweepDefinition } from '../edges.js';
import { ItemModel } from './item.model.js';
import { PhoneProofModel } from './phone-proof.model.js';
import { SEND_ONE_TIME_CODE, sendOneTimeCode } from './prove-by-phone.js';
import { settleItem } from './settle-owner.js';

const SETTLE_ITEM = 'membership.settle-item';
const LEFT_BEHIND_MS = 5_000;
const SWEEP_MAX = 500;

export const jobs = [
  defineJob({
    name: SETTLE_ITEM,
    payload: z.object({ itemId: z.string() }),
    concurrency: 5,
    handle: (ctx, { itemId }) => settleItem(ctx, itemId),
  }),
  defineJob({
    name: SEND_ONE_TIME_CODE,
    payload: z.object({ proofId: z.string() }),
    concurrency: 5,
    handle: (ctx, { proofId }) => sendOneTimeCode(ctx, proofId),
  }),
];

export const sweeps: SweepDefinition[] = [
  {
    name: 'membership.owed',
    run: async (ctx) => {
      const before = new Date(ctx.clock.now().getTime() - LEFT_BEHIND_MS);
      const owed = await ItemModel.find({ owedAt: { $lt: before } }, { _id: 1 })
        .sort({ owedAt: 1 })
        .limit(SWEEP_MAX)
        .lean();
      ctx.wake(
        SETTLE_ITEM,
        owed.map(({ _id }) => ({ itemId: _id })),
      );
    },
  },
  {
    name: 'membership.one-time-codes',
    run: async (ctx) => {
      const before = new Date(ctx.clock.now().getTime() - LEFT_BEHIND_MS);
      const owed = await PhoneProofModel.find({ sendOwedAt: { $lt: before } }, { _id: 1 })
        .sort({ sendOwedAt: 1 })
        .limit(SWEEP_MAX)
        .lean();
      ctx.wake(
        SEND_ONE_TIME_CODE,
        owed.map(({ _id }) => ({ proofId: _id })),
      );
    },
  },
];
