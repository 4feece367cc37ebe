import { z } from 'zod';
import { assertNever } from '../../shared/assert-never.js';
import { addDays, atLocalTime, localDayOf } from '../../shared/local-day.js';

export const VALID_DAYS_MAX = 1_095; // three years: a lot a day for a friend who earns every day
const YEARS_AFTER_MAX = 5;
export const WARN_DAYS_MAX = 90;

/** When points end. A day is one of the channel's calendar, and points last until it is over. */
const Expiry = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('never') }),
  /** So many days after the day on which they were earned. */
  z.strictObject({ kind: z.literal('days'), days: z.number().int().min(1).max(VALID_DAYS_MAX) }),
  /** With the year in which they were earned, or so many years later. */
  z.strictObject({ kind: z.literal('yearEnd'), yearsAfter: z.number().int().min(0).max(YEARS_AFTER_MAX).default(0) }),
  /** With this day; what is earned after it does not end. */
  z.strictObject({ kind: z.literal('date'), on: z.iso.date() }),
]);
export type Expiry = z.infer<typeof Expiry>;

/** How points of a channel end, and how long before a friend is to be told. */
export const PointSettings = z.strictObject({
  expiry: Expiry.default({ kind: 'never' }),
  /** `points.expiring` is announced so many days before; null for never. */
  warnDays: z.number().int().min(1).max(WARN_DAYS_MAX).nullable().default(null),
});
export type PointSettings = z.infer<typeof PointSettings>;

export const DEFAULT_POINT_SETTINGS: PointSettings = { expiry: { kind: 'never' }, warnDays: null };

/** From when on points that are earned at an instant can no longer be used; null when they never end. */
export function expiryOf(expiry: Expiry, at: Date, timeZone: string): Date | null {
  const today = localDayOf(at, timeZone);
  const lastDay = lastDayOf(expiry, today);
  if (lastDay === null || lastDay < today) return null;
  return atLocalTime(addDays(lastDay, 1), '00:00', timeZone);
}

function lastDayOf(expiry: Expiry, today: string): string | null {
  switch (expiry.kind) {
    case 'never':
      return null;
    case 'days':
      return addDays(today, expiry.days);
    case 'yearEnd':
      return `${Number(today.slice(0, 4)) + expiry.yearsAfter}-12-31`;
    case 'date':
      return expiry.on;
    default:
      return assertNever(expiry);
  }
}
