import type { Calendar } from './calendar.js';
import { framesByDay } from './frames-of-day.js';
import type { HolidayLibrary } from './holidays.js';
import { indexYear, msBefore, spanAt, whenReached, type YearIndex } from './year-index.js';
import { zoneClock } from './zone-clock.js';

/** Instants are asked of the years between these. */
export const FIRST_YEAR = 1970;
export const LAST_YEAR = 2200;
/** How far ahead is looked: the longest target under the shortest week, with every day of its own closed, takes some 25 years. */
const YEARS_AHEAD_MAX = 30;

/** A stretch of open or of closed time without a break, with what is known of its ends within the years that are looked at. */
export interface Stretch {
  since: Date | null;
  until: Date | null;
}

/**
 * When a calendar is open, as pure questions. Instants are of the years 1971 to 2199, else RangeError. Open time ends just before
 * the end of a frame, so 12:30 is closed when a frame ends then.
 */
export interface OpeningHours {
  isOpenAt(at: Date): boolean;
  /** When it opens the next time later than `at`; frames that touch, also at midnight, are one opening. Null when it never closes. */
  nextOpeningAfter(at: Date): Date | null;
  /** When it closes the next time later than `at`; null when it never does. */
  nextClosingAfter(at: Date): Date | null;
  /** The stretch of closed time around `at`; null when it is open then. */
  closedStretchAt(at: Date): Stretch | null;
  /** Open time from one instant until another in milliseconds; 0 when they are the other way round. */
  businessMsBetween(from: Date, to: Date): number;
  /** The first instant at which that much open time has passed since `from`; RangeError for less than 0 or more than 30 years need. */
  addBusinessMs(from: Date, ms: number): Date;
}

/** Reads a calendar once; what it says of a year is computed when it is first asked for, and kept. */
export function openingHours(calendar: Calendar, library: HolidayLibrary): OpeningHours {
  const framesOf = framesByDay(calendar, library);
  const clock = zoneClock(calendar.timeZone);
  const years = new Map<number, YearIndex>();
  const yearIndex = (year: number): YearIndex => {
    const known = years.get(year) ?? indexYear(year, framesOf, clock);
    years.set(year, known);
    return known;
  };
  /** The years whose days can hold an instant: at its edges, clocks show another year than UTC. */
  const yearsFrom = function* (at: Date, count = YEARS_AHEAD_MAX) {
    const first = yearOf(at) - 1;
    for (let year = first; year <= Math.min(first + count, LAST_YEAR); year += 1) yield yearIndex(year);
  };
  const isOpenAt = (at: Date) => [...yearsFrom(at, 2)].some((year) => spanAt(year, at.getTime()) !== null);

  /** Every moment after `at` at which a span begins or ends, in order; where two touch, neither. */
  const turnsAfter = function* (at: Date) {
    let ending: number | null = null;
    for (const { opens, closes } of yearsFrom(at))
      for (const [index, open] of opens.entries()) {
        const close = closes[index] ?? open;
        if (close < at.getTime()) continue;
        if (ending !== null && ending < open) yield { at: ending, isOpening: false };
        if (ending !== open) yield { at: open, isOpening: true };
        ending = close;
      }
  };
  const findTurn = (at: Date, isOpening: boolean) => {
    for (const turn of turnsAfter(at))
      if (turn.isOpening === isOpening && turn.at > at.getTime()) return new Date(turn.at);
    return null;
  };

  return {
    isOpenAt,
    nextOpeningAfter: (at) => findTurn(at, true),
    nextClosingAfter: (at) => findTurn(at, false),
    closedStretchAt(at) {
      if (isOpenAt(at)) return null;
      const ends = [...yearsFrom(at, 2)].flatMap(({ closes }) => closes).filter((close) => close <= at.getTime());
      const since = ends.at(-1);
      return { since: since === undefined ? null : new Date(since), until: findTurn(at, true) };
    },
    businessMsBetween(from, to) {
      if (to <= from) return 0;
      let sum = 0;
      for (const year of yearsFrom(from, yearOf(to) - yearOf(from) + 2))
        sum += msBefore(year, to.getTime()) - msBefore(year, from.getTime());
      return sum;
    },
    addBusinessMs(from, ms) {
      if (!(ms >= 0)) throw new RangeError(`Open time to add is at least 0 ms, not ${ms}.`);
      if (ms === 0) return from;
      let left = ms;
      for (const year of yearsFrom(from)) {
        const passed = msBefore(year, from.getTime());
        if (year.totalMs - passed >= left) return new Date(whenReached(year, passed + left));
        left -= year.totalMs - passed;
      }
      throw new RangeError(`${ms} ms of open time are not reached within ${YEARS_AHEAD_MAX} years.`);
    },
  };
}

function yearOf(at: Date): number {
  const year = at.getUTCFullYear();
  if (year > FIRST_YEAR && year < LAST_YEAR) return year;
  throw new RangeError(`${String(at)} is not within the years ${FIRST_YEAR + 1} to ${LAST_YEAR - 1}.`);
}
