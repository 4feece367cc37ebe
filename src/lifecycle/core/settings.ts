import { z } from 'zod';

const days = z.number().int().min(1).max(3_650);
const weight = z.number().min(0).max(100);

/** Names of the parts that a health score is made of. */
export const HEALTH_PARTS = ['recency', 'intensity', 'purchases', 'satisfaction', 'openIssues', 'blockRisk'] as const;
export type HealthPart = (typeof HEALTH_PARTS)[number];

/**
 * From when on a friend is at risk, dormant or lost, how long one who came back counts as returned, what health weighs, and
 * how long a customer is expected to stay one. A business with a longer cycle than a shop's sets its own.
 */
export const LifecycleSettings = z
  .strictObject({
    atRiskAfterDays: days,
    dormantAfterDays: days,
    lostAfterDays: days,
    returnedForDays: days,
    healthWeights: z
      .strictObject(Object.fromEntries(HEALTH_PARTS.map((part) => [part, weight])) as Record<HealthPart, typeof weight>)
      .refine((weights) => Object.values(weights).some((one) => one > 0), 'at least one weight must be above 0'),
    customerLifetimeDays: days,
  })
  .refine(
    ({ atRiskAfterDays, dormantAfterDays, lostAfterDays }) =>
      atRiskAfterDays < dormantAfterDays && dormantAfterDays < lostAfterDays,
    'atRiskAfterDays, dormantAfterDays and lostAfterDays must rise in this order',
  );
export type LifecycleSettings = z.infer<typeof LifecycleSettings>;

/**
 * What a channel starts with. These are starting points, not measurements: a brand that writes weekly has gone unheard four
 * times after 30 days; 90 and 180 days are a quarter and half a year; three years is how long a retail customer is commonly
 * planned with.
 */
export const DEFAULT_SETTINGS: LifecycleSettings = {
  atRiskAfterDays: 30,
  dormantAfterDays: 90,
  lostAfterDays: 180,
  returnedForDays: 30,
  healthWeights: { recency: 25, intensity: 15, purchases: 25, satisfaction: 15, openIssues: 10, blockRisk: 10 },
  customerLifetimeDays: 1_095,
};
