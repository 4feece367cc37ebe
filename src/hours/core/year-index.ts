import { minuteOf } from './calendar.js';
import type { DayFrames } from './frames-of-day.js';
import type { ZoneClock } from './zone-clock.js';

const DAY_MS = 24 * 3600 * 1000;

/** The open spans of all days of a year, in order, each with the open time of the year before it; times in milliseconds. */
export interface YearIndex {
  opens: readonly number[];
  closes: readonly number[];
  sums: readonly number[];
  totalMs: number;
}

export function indexYear(year: number, framesOf: (day: number) => DayFrames, clock: ZoneClock): YearIndex {
  const opens: number[] = [];
  const closes: number[] = [];
  const sums: number[] = [];
  let totalMs = 0;
  const end = Date.UTC(year + 1, 0, 1) / DAY_MS;
  for (let day = Date.UTC(year, 0, 1) / DAY_MS; day < end; day += 1)
    for (const { from, to } of framesOf(day).frames) {
      const open = clock.instantOf(day, minuteOf(from));
      const close = clock.instantOf(day, minuteOf(to));
      if (close <= open) continue; // clocks skip all of it
      opens.push(open);
      closes.push(close);
      sums.push(totalMs);
      totalMs += close - open;
    }
  return { opens, closes, sums, totalMs };
}

/** The place of the span that an instant is in; null when none. */
export function spanAt({ opens, closes }: YearIndex, at: number): number | null {
  const index = lastNotAfter(opens, at);
  return index >= 0 && at < (closes[index] ?? at) ? index : null;
}

/** The open time of the year before an instant. */
export function msBefore({ opens, closes, sums }: YearIndex, at: number): number {
  const index = lastNotAfter(opens, at);
  if (index < 0) return 0;
  return (sums[index] ?? 0) + Math.min(at, closes[index] ?? at) - (opens[index] ?? at);
}

/** The first instant before which that much of the year's open time lies; it must lie within the year. */
export function whenReached({ opens, sums }: YearIndex, ms: number): number {
  // Of a span that begins when so much has passed, the end of the one before it is the first such instant.
  const index = lastNotAfter(sums, ms - 1);
  return (opens[index] ?? 0) + ms - (sums[index] ?? 0);
}

/** The last place of an ascending list whose value is at most this; -1 when none is. */
function lastNotAfter(values: readonly number[], value: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
