import { z } from 'zod';
import { ChannelId } from '../channels/schemas.js';
import { AnyInstant } from '../shared/instant.js';

/** A stage set by hand: why, and whether the policy may move the friend again. */
export const SetStageInput = z
  .strictObject({
    stage: z.string().min(1).max(40),
    reason: z.string().trim().min(1).max(500),
    lockUntil: AnyInstant.optional(),
    lockForGood: z.literal(true).optional(),
  })
  .refine(({ lockUntil, lockForGood }) => !(lockUntil && lockForGood), 'give lockUntil or lockForGood, not both');
export type SetStageInput = z.infer<typeof SetStageInput>;

export const ChannelQuery = z.strictObject({ channelId: ChannelId.optional() });

export const PresentedStageHistory = z.object({
  history: z.array(z.object({ at: z.date(), kind: z.string(), data: z.record(z.string(), z.unknown()) })),
});

export const PresentedHealth = z.object({
  health: z
    .object({
      score: z.number(),
      parts: z.array(z.object({ name: z.string(), score: z.number().nullable(), weight: z.number() })),
      missing: z.array(z.string()),
      at: z.date(),
    })
    .nullable(),
  trend: z.array(z.object({ on: z.string(), score: z.number().nullable() })),
});
