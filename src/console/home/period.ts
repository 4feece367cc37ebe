import { addDays, localDayOf } from '../../shared/local-day.js';

/** First and last day of a period, both within, as `YYYY-MM-DD`. */
export interface Days {
  from: string;
  until: string;
}

/** The last so many days by the clocks of a zone, today among them. */
export function lastDays(now: Date, timeZone: string, count: number): Days {
  const until = localDayOf(now, timeZone);
  return { from: addDays(until, 1 - count), until };
}

/** The first of the month that a day is in. */
export const firstOfMonth = (day: string): string => `${day.slice(0, 7)}-01`;
