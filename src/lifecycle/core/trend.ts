import { daysAfter } from './days.js';

export const TREND_DAYS = 30;

const dateOf = (at: Date) => at.toISOString().slice(0, 10);

/** Health on each of the last days, oldest first: days without a change have the score of the day before. */
export function trendOf(
  points: { at: Date; score: number; before: number | null }[],
  present: number | null,
  now: Date,
): { on: string; score: number | null }[] {
  return Array.from({ length: TREND_DAYS }, (_, index) => {
    const on = dateOf(daysAfter(now, index + 1 - TREND_DAYS));
    const latest = points.findLast(({ at }) => dateOf(at) <= on);
    return { on, score: latest ? latest.score : points[0] ? points[0].before : present };
  });
}
