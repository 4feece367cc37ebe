import { z } from 'zod';
import { ChannelId } from '../channels/schemas.js';
import { Instant } from '../shared/instant.js';
import { Names, TierKey, TierProgram } from './core/program.js';

export const InChannel = z.strictObject({ channelId: ChannelId.optional() });
export const VersionsQuery = InChannel.extend({ limit: z.coerce.number().int().min(1).max(100).default(20) });

export const PresentedTierProgram = TierProgram.extend({
  channelId: z.string(),
  version: z.number(),
  publishedAt: z.date(),
});

export const SetTierInput = z.strictObject({
  key: TierKey,
  reason: z.string().trim().min(1).max(200),
  /** Until then the program does not move the friend; null for good. */
  until: Instant.nullable(),
});

export const PresentedTier = z.object({
  tier: z
    .object({
      key: z.string(),
      names: Names,
      threshold: z.number(),
      benefits: TierProgram.shape.tiers.unwrap().shape.benefits,
      since: z.date(),
      until: z.date().nullable(),
      /** When what counts is, or was, below the threshold. */
      belowAt: z.date().nullable(),
      override: z.object({ by: z.string(), reason: z.string(), until: z.date().nullable() }).nullable(),
    })
    .nullable(),
  counts: z
    .object({
      value: z.number(),
      basis: TierProgram.shape.basis,
      window: TierProgram.shape.window,
      graceDays: z.number(),
    })
    .nullable(),
  next: z.object({ key: z.string(), names: Names, threshold: z.number(), missing: z.number() }).nullable(),
  /** What time alone will do; `to` null for no tier. */
  falls: z.array(z.object({ at: z.date(), to: z.string().nullable() })),
  /** Latest changes, newest first. */
  history: z.array(z.looseObject({ at: z.date() })),
});

/** What a friend sees of their tier on our page inside LINE. */
export const TierCard = z
  .object({
    tier: z.object({ names: Names, benefits: z.array(z.object({ names: Names })) }).nullable(),
    basis: TierProgram.shape.basis,
    /** What counts now: points, or minor units of the currency. */
    value: z.number(),
    next: z.object({ names: Names, threshold: z.number(), missing: z.number() }).nullable(),
    /** When the tier ends if nothing more comes; `to` null for no tier. */
    falls: z.object({ at: z.date(), to: Names.nullable() }).nullable(),
  })
  .meta({ id: 'TierCard' });
