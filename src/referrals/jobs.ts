import { z } from 'zod';
import { defineJob, type SweepDefinition } from '../edges.js';
import { takeNextStep } from './take-next-step.js';
import { ReferralModel } from './referral.model.js';

const NEXT_STEP = 'referrals.next-step';
const SWEEP_MAX = 500;

export const jobs = [
  defineJob({
    name: NEXT_STEP,
    payload: z.object({ referralId: z.string() }),
    concurrency: 5,
    handle: (ctx, { referralId }) => takeNextStep(ctx, referralId),
  }),
];

export const sweeps: SweepDefinition[] = [
  {
    name: 'referrals.due',
    run: async (ctx) => {
      const due = await ReferralModel.find({ dueAt: { $lte: ctx.clock.now() } }, { _id: 1 })
        .sort({ dueAt: 1 })
        .limit(SWEEP_MAX)
        .lean();
      ctx.wake(
        NEXT_STEP,
        due.map(({ _id }) => ({ referralId: _id })),
      );
    },
  },
];
