import { endOfLocalDay, localDayOf } from '../../shared/local-day.js';

const DAY_MS = 24 * 3600 * 1000;

/** The day a number of years before, as text that sorts: 29 February stays, so that birthdays of leap years fall on 1 March. */
export const yearsBefore = (day: string, years: number): string =>
  `${String(Number(day.slice(0, 4)) - years).padStart(4, '0')}${day.slice(4)}`;

/** First instant of the next calendar day in a time zone. */
export const nextMidnight = (now: Date, timeZone: string): Date =>
  new Date(endOfLocalDay(now, 0, timeZone).getTime() + 1);

/** Month and day (`MM-DD`) of today and the following days, `days` in all. */
export function monthDays(now: Date, timeZone: string, days: number): string[] {
  const today = Date.parse(localDayOf(now, timeZone));
  return Array.from({ length: days }, (_, index) => new Date(today + index * DAY_MS).toISOString().slice(5, 10));
}
