import { z } from 'zod';

const TIERS_MAX = 10;
const BENEFITS_MAX = 30;
const ROLLING_DAYS_MAX = 1_095;
const ROLLING_MONTHS_MAX = 36;
const GRACE_DAYS_MAX = 366;
const THRESHOLD_MAX = 1_000_000_000_000;

/** The name of a tier or benefit as rules know it. */
export const TierKey = z.string().regex(/^[a-z][a-zA-Z0-9-]{0,39}$/, 'must be a word such as gold');

const name = z.string().trim().min(1).max(60);
export const Names = z.strictObject({ 'zh-TW': name, ja: name, en: name, th: name });

const Benefit = z.strictObject({ key: TierKey, names: Names });

/** One tier: who reaches the threshold is in it. */
const Tier = z.strictObject({
  key: TierKey,
  names: Names,
  /** Points, or minor units of the currency; 0 is everybody's. */
  threshold: z.number().int().min(0).max(THRESHOLD_MAX),
  benefits: z.array(Benefit).max(BENEFITS_MAX).refine(hasUniqueKeys, 'must name each key once').default([]),
});

/** What counts: points that were earned and not taken back, or orders net of refunds. */
const Basis = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('points') }),
  z.strictObject({
    kind: z.literal('spend'),
    currency: z.string().regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code such as TWD'),
  }),
]);

/**
 * How long it counts, in days of the channel. Rolling: so many days from the day on, or until the same day so many months
 * later, the last of a shorter month. Calendar: until the year, quarter or month is over.
 */
const Window = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('days'), days: z.number().int().min(1).max(ROLLING_DAYS_MAX) }),
  z.strictObject({ kind: z.literal('months'), months: z.number().int().min(1).max(ROLLING_MONTHS_MAX) }),
  z.strictObject({ kind: z.literal('calendar'), period: z.enum(['year', 'quarter', 'month']) }),
]);
export type Window = z.infer<typeof Window>;

/** The tiers of a channel, the lowest first, and how friends come to them. */
export const TierProgram = z.strictObject({
  tiers: z
    .array(Tier)
    .min(1)
    .max(TIERS_MAX)
    .refine(hasUniqueKeys, 'must name each key once')
    .refine(
      (tiers) => tiers.every(({ threshold }, index) => index === 0 || threshold > (tiers[index - 1]?.threshold ?? 0)),
      'must have thresholds that rise from each tier to the next',
    ),
  basis: Basis,
  window: Window,
  /** Whole days for which a friend keeps a tier after falling below its threshold. */
  graceDays: z.number().int().min(0).max(GRACE_DAYS_MAX).default(0),
});
export type TierProgram = z.infer<typeof TierProgram>;
export type Tier = TierProgram['tiers'][number];

function hasUniqueKeys(given: { key: string }[]): boolean {
  return new Set(given.map(({ key }) => key)).size === given.length;
}
