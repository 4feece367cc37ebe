import { offsetAt } from '../../shared/local-day.js';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 3600 * 1000;
const WEEK_DAYS = 7;
/** Clocks are between 12 hours behind UTC and 14 ahead, so two days from a day they show what they did before or after it. */
const BESIDE_DAYS = 2;

/** Finds instants by the clocks of a time zone. Remembers how far they are ahead of UTC each week. */
export interface ZoneClock {
  /**
   * When clocks first show a time of a day: `minute` of the day that begins `day` days after 1970-01-01. A time that they skip
   * is the moment of the skip, of a time that they show twice it is the first. So later times of a day are never earlier.
   */
  instantOf(day: number, minute: number): number;
}

export function zoneClock(timeZone: string): ZoneClock {
  const offsets = new Map<number, number>();
  const changes = new Map<number, number>();
  const offsetOfWeek = (week: number) => remember(offsets, week, () => offsetAt(week * WEEK_DAYS * DAY_MS, timeZone));
  const changeAfter = (week: number, weeks: number) =>
    remember(changes, week * 3 + weeks, () =>
      findChange(week * WEEK_DAYS * DAY_MS, (week + weeks) * WEEK_DAYS * DAY_MS, timeZone),
    );
  return {
    instantOf(day, minute) {
      const wall = day * DAY_MS + minute * MINUTE_MS;
      const first = Math.floor((day - BESIDE_DAYS) / WEEK_DAYS);
      const last = Math.ceil((day + 1 + BESIDE_DAYS) / WEEK_DAYS);
      const before = offsetOfWeek(first);
      const after = offsetOfWeek(last);
      if (before === after) return wall - before;
      const change = changeAfter(first, last - first);
      return wall - before < change ? wall - before : Math.max(change, wall - after);
    },
  };
}

/** The first instant between two at which clocks are as far ahead of UTC as at the later one; clocks change once in between. */
function findChange(from: number, to: number, timeZone: string): number {
  const before = offsetAt(from, timeZone);
  let low = from;
  let high = to;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle, timeZone) === before) low = middle;
    else high = middle;
  }
  return high;
}

function remember(known: Map<number, number>, key: number, find: () => number): number {
  const found = known.get(key) ?? find();
  known.set(key, found);
  return found;
}
