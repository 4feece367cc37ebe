import { assertNever } from '../../shared/assert-never.js';
import { addDays, atLocalTime, localDayOf } from '../../shared/local-day.js';
import type { Window } from './program.js';

const DAY_MS = 24 * 3600 * 1000;
const MONTHS_IN = { month: 1, quarter: 3, year: 12 };
const SPARE_DAYS = 3; // zones and days that are not 24 hours

/** From when on something no longer counts: the midnight that begins the first day on which it does not. */
export const leavesAt = (window: Window, at: Date, timeZone: string): Date =>
  startOfDay(firstDayWithout(window, localDayOf(at, timeZone)), timeZone);

function firstDayWithout(window: Window, day: string): string {
  switch (window.kind) {
    case 'days':
      return addDays(day, window.days);
    case 'months':
      return addMonths(day, window.months);
    case 'calendar':
      return addMonths(firstDayOf(day, MONTHS_IN[window.period]), MONTHS_IN[window.period]);
    default:
      return assertNever(window);
  }
}

/** The first day of the stretch of so many months, counted from January, that a day is in. */
function firstDayOf(day: string, months: number): string {
  const month = Number(day.slice(5, 7)) - 1;
  return `${day.slice(0, 4)}-${String(month - (month % months) + 1).padStart(2, '0')}-01`;
}

/** The same day so many months later, or the last of a month that is shorter. */
export function addMonths(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))).toISOString().slice(0, 10);
}

/** Nothing before counts at an instant any more; some of what comes after it does not either. */
export function countsSince(window: Window, at: Date): Date {
  return new Date(at.getTime() - (daysOf(window) + SPARE_DAYS) * DAY_MS);
}

function daysOf(window: Window): number {
  switch (window.kind) {
    case 'days':
      return window.days;
    case 'months':
      return window.months * 31;
    case 'calendar':
      return MONTHS_IN[window.period] * 31;
    default:
      return assertNever(window);
  }
}

/** When the grace is over: so many whole days after the day on which a friend fell below. At once without grace. */
export function endOfGrace(belowAt: Date, graceDays: number, timeZone: string): Date {
  if (graceDays === 0) return belowAt;
  // Who falls below at midnight has fallen with the end of the day before.
  const lastDay = localDayOf(new Date(belowAt.getTime() - 1), timeZone);
  return startOfDay(addDays(lastDay, graceDays + 1), timeZone);
}

const startOfDay = (day: string, timeZone: string): Date => atLocalTime(day, '00:00', timeZone);
