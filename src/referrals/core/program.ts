import { z } from 'zod';
import { Points } from '../../points/core/rules.js';

const THRESHOLDS_MAX = 20;

/** What a channel gives for friends who bring friends. */
export const ReferralProgram = z
  .strictObject({
    isEnabled: z.boolean(),
    /** Points for who brought somebody, and for who was brought; 0 gives none. */
    referrerPoints: z.union([z.literal(0), Points]),
    refereePoints: z.union([z.literal(0), Points]),
    /** How long an opened link holds for a follow. */
    attributionDays: z.int().min(1).max(30).default(7),
    /** Who blocks again within so many hours takes both rewards back; only then does a referral count for thresholds. */
    quickBlockHours: z
      .int()
      .min(0)
      .max(24 * 30)
      .default(72),
    /** Referrals of one friend that are rewarded within 30 days. */
    per30DaysMax: z.int().min(1).max(10_000).default(50),
    /** More for who brought so many who stayed. */
    thresholds: z
      .array(z.strictObject({ count: z.int().min(1).max(10_000), points: Points }))
      .max(THRESHOLDS_MAX)
      .default([]),
  })
  .refine(({ thresholds }) => new Set(thresholds.map(({ count }) => count)).size === thresholds.length, {
    path: ['thresholds'],
    error: 'must not name a count twice',
  });
export type ReferralProgram = z.infer<typeof ReferralProgram>;

/** What a channel has before it sets one up. */
export const NO_PROGRAM: ReferralProgram = {
  isEnabled: false,
  referrerPoints: 0,
  refereePoints: 0,
  attributionDays: 7,
  quickBlockHours: 72,
  per30DaysMax: 50,
  thresholds: [],
};
