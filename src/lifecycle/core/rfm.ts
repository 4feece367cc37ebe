import type { Friend } from '../../friends/core/friend.js';

/** Where a channel's customers part into fifths: the highest value of each but the best. Amounts by currency. */
export interface RfmThresholds {
  customers: number;
  recency: Date[];
  frequency: number[];
  monetary: Record<string, number[]>;
}

/** Fewer customers than scores give no fifths. */
export const CUSTOMERS_MIN = 5;
const FIFTHS = [1, 2, 3, 4];

/** Places in an ascending order of `count` values at which the first four fifths end. */
export const fifthPlaces = (count: number): number[] => FIFTHS.map((fifth) => Math.ceil((count * fifth) / 5) - 1);

/** Scores of a friend from 1 to 5, 5 the best; null for whoever bought nothing, or while there are too few customers. */
export function rfmOf({ orders }: Pick<Friend, 'orders'>, thresholds: RfmThresholds | null): Friend['rfm'] {
  const { count, totalMinor, currency, lastAt } = orders;
  const monetary = currency === null ? undefined : thresholds?.monetary[currency];
  if (!thresholds || !monetary || count < 1 || lastAt === null) return null;
  return {
    recency: scoreOf(lastAt, thresholds.recency),
    frequency: scoreOf(count, thresholds.frequency),
    monetary: scoreOf(totalMinor, monetary),
  };
}

/** Equal values share a score: one more than the fifths that the value is beyond. */
const scoreOf = <Value extends number | Date>(value: Value, cuts: Value[]): number =>
  1 + cuts.filter((cut) => value > cut).length;
