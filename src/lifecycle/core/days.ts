export const DAY_MS = 24 * 3600 * 1000;

/** The instant `days` after `at`. A day is 24 hours, in every time zone. */
export const daysAfter = (at: Date, days: number): Date => new Date(at.getTime() + days * DAY_MS);

/** Days from `at` until `now`, with their fraction; none when `at` is to come. */
export const daysSince = (at: Date, now: Date): number => Math.max(0, now.getTime() - at.getTime()) / DAY_MS;
