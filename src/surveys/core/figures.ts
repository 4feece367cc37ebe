const Z_95 = 1.959964; // two-sided 95 %

/** A share with the bounds between which the true one is with 95 % confidence. */
export interface Share {
  share: number;
  low: number;
  high: number;
}

/** The share of `hits` among `total` with its Wilson score interval; null without any. */
export function wilson(hits: number, total: number): Share | null {
  if (total === 0) return null;
  const share = hits / total;
  const spread = Z_95 ** 2 / total;
  const middle = (share + spread / 2) / (1 + spread);
  const half = (Z_95 * Math.sqrt((share * (1 - share)) / total + spread / (4 * total))) / (1 + spread);
  return { share, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

/** How often each score was given. */
export type Counts = Partial<Record<number, number>>;

const countWithin = (counts: Counts, from: number, to: number) => {
  let sum = 0;
  for (let score = from; score <= to; score += 1) sum += counts[score] ?? 0;
  return sum;
};

/** CSAT: the share of 4 and 5 among scores from 1 to 5. */
export const csatOf = (counts: Counts): Share | null => wilson(countWithin(counts, 4, 5), countWithin(counts, 1, 5));

/**
 * NPS: the share of 9 and 10 less that of 0 to 6 among scores from 0 to 10, from -100 to 100. Its bounds come from those of both
 * shares, each at its worst, so they are rather too wide than too narrow.
 */
export function npsOf(
  counts: Counts,
): { nps: number; low: number; high: number; promoters: Share; detractors: Share } | null {
  const total = countWithin(counts, 0, 10);
  const promoters = wilson(countWithin(counts, 9, 10), total);
  const detractors = wilson(countWithin(counts, 0, 6), total);
  if (!promoters || !detractors) return null;
  return {
    nps: 100 * (promoters.share - detractors.share),
    low: 100 * (promoters.low - detractors.high),
    high: 100 * (promoters.high - detractors.low),
    promoters,
    detractors,
  };
}

/** CES: how easy it was, the mean of scores from 1 to 7, and the share of 5 to 7. */
export function cesOf(counts: Counts): { mean: number; easy: Share } | null {
  const total = countWithin(counts, 1, 7);
  const easy = wilson(countWithin(counts, 5, 7), total);
  if (!easy) return null;
  const sum = [1, 2, 3, 4, 5, 6, 7].reduce((all, score) => all + score * (counts[score] ?? 0), 0);
  return { mean: sum / total, easy };
}
