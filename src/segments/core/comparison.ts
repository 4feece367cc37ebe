import { z } from 'zod';

const BOUNDS = ['eq', 'gt', 'gte', 'lt', 'lte'] as const;
type Bound = (typeof BOUNDS)[number];

const shape = (number: z.ZodNumber) => ({
  eq: number.optional(),
  gt: number.optional(),
  gte: number.optional(),
  lt: number.optional(),
  lte: number.optional(),
});

/** Bounds on a number; all of them hold. */
export const comparisonOf = (number: z.ZodNumber) =>
  z
    .strictObject(shape(number))
    .refine((given) => BOUNDS.some((bound) => given[bound] !== undefined), `must give one of ${BOUNDS.join(', ')}`);

export const Comparison = comparisonOf(z.number());
export type Comparison = z.infer<typeof Comparison>;

/** A count of things: whole and not negative. */
export const CountComparison = comparisonOf(z.number().int().min(0).max(1_000_000_000));

const HOLDS: Record<Bound, (value: number, limit: number) => boolean> = {
  eq: (value, limit) => value === limit,
  gt: (value, limit) => value > limit,
  gte: (value, limit) => value >= limit,
  lt: (value, limit) => value < limit,
  lte: (value, limit) => value <= limit,
};

/** The bounds that a comparison gives. */
export function listBounds(comparison: Comparison): { bound: Bound; limit: number }[] {
  return BOUNDS.flatMap((bound) => {
    const limit = comparison[bound];
    return limit === undefined ? [] : [{ bound, limit }];
  });
}

/** Whether a number is within all bounds. */
export function isWithin(comparison: Comparison, value: number): boolean {
  return listBounds(comparison).every(({ bound, limit }) => HOLDS[bound](value, limit));
}

/** The same bounds as a MongoDB condition on a field. */
export function toRange(comparison: Comparison): Record<string, number> {
  return Object.fromEntries(listBounds(comparison).map(({ bound, limit }) => [`$${bound}`, limit]));
}
