import { z } from 'zod';
import { ActivityKind } from '../../activity/schemas.js';
import { Instant } from '../../shared/instant.js';

export const POINTS_MAX = 1_000_000_000;
/** Points that one entry gives or takes. */
export const Points = z.number().int().min(1).max(POINTS_MAX);

/** Points beget no points: what the ledger itself records would go round for ever. */
const EarningKind = ActivityKind.refine(
  (kind) => !kind.startsWith('points.') && !kind.startsWith('order.'),
  'must not be a kind of points.* (points beget no points) or order.* (use a rule for orders)',
);

const ActivityGift = z.strictObject({ kind: z.literal('activity'), activityKind: EarningKind, points: Points });
const OrderGift = z.strictObject({
  kind: z.literal('order'),
  currency: z.string().regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code such as TWD'),
  /** So many points ... */
  points: Points,
  /** ... for each of so many minor units; what is left over gives none. */
  perMinor: z.number().int().min(1).max(1_000_000_000_000),
});

/** Earning as data: when a friend does this, they get so many points. */
export const PointRule = z.strictObject({
  name: z.string().trim().min(1).max(100),
  when: z.discriminatedUnion('kind', [ActivityGift, OrderGift]),
  /** Most points that it gives a friend on a day of the channel; null for no limit. */
  dailyMax: Points.nullable().default(null),
  /** What happened before does not count; the time of adding when it is left out. */
  from: Instant.optional(),
  /** What happens from then on does not count; null for no end. */
  until: Instant.nullable().default(null),
  isEnabled: z.boolean().default(true),
});
export type PointRule = z.infer<typeof PointRule>;

/** How an order was turned into points, kept with the entry: what a refund takes back follows from it. */
export interface OrderRate {
  points: number;
  perMinor: number;
}

/** The points of an amount. */
export const pointsForAmount = ({ points, perMinor }: OrderRate, amountMinor: number): number =>
  Math.min(POINTS_MAX, Math.floor(Math.max(0, amountMinor) / perMinor) * points);

/** Whether something that happened then counts for a rule. */
export const counts = (
  { from, until, isEnabled }: { from: Date; until: Date | null; isEnabled: boolean },
  at: Date,
): boolean => isEnabled && from <= at && (until === null || at < until);

/** What is left of a gift under a daily limit. */
export const withinDailyMax = (points: number, dailyMax: number | null, givenThatDay: number): number =>
  dailyMax === null ? points : Math.max(0, Math.min(points, dailyMax - givenThatDay));

/** What refunds are yet to take back of what an order gave. */
export function owedForRefunds(
  given: number,
  takenBack: number,
  rate: OrderRate,
  { totalMinor, refundedMinor }: { totalMinor: number; refundedMinor: number },
): number {
  const deserved = Math.min(given, pointsForAmount(rate, totalMinor - refundedMinor));
  return Math.max(0, given - deserved - takenBack);
}
