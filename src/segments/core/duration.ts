import { z } from 'zod';

const UNIT_MS = { m: 60_000, h: 3600 * 1000, d: 24 * 3600 * 1000 };

/** Minutes, hours or days: `30m`, `72h`, `7d`. Never zero. */
export const Duration = z
  .string()
  .regex(/^[1-9]\d{0,3}[mhd]$/, 'must be minutes, hours or days above zero, such as 30m, 72h or 7d');

/** Milliseconds of a duration such as `72h` or `7d`. */
export function durationMs(duration: string): number {
  return Number(duration.slice(0, -1)) * UNIT_MS[duration.slice(-1) as keyof typeof UNIT_MS];
}

/** The instant a duration before `now`. */
export const before = (now: Date, duration: string): Date => new Date(now.getTime() - durationMs(duration));

/** How long ago something was: at least this long, less than that long. */
export const Age = z
  .strictObject({ atLeast: Duration.optional(), lessThan: Duration.optional() })
  .refine(({ atLeast, lessThan }) => atLeast !== undefined || lessThan !== undefined, 'must give atLeast or lessThan');
export type Age = z.infer<typeof Age>;

/** Whether `at` is as long ago as the age says. */
export function isOfAge({ atLeast, lessThan }: Age, at: Date, now: Date): boolean {
  return (
    (atLeast === undefined || at <= before(now, atLeast)) && (lessThan === undefined || at > before(now, lessThan))
  );
}

/** The same as a MongoDB condition on a date field. */
export function toAgeRange({ atLeast, lessThan }: Age, now: Date): Record<string, Date> {
  return {
    ...(atLeast === undefined ? {} : { $lte: before(now, atLeast) }),
    ...(lessThan === undefined ? {} : { $gt: before(now, lessThan) }),
  };
}

/** The first instant after `now` at which the answer for `at` changes; null when it stays. */
export function nextAgeChangeAt({ atLeast, lessThan }: Age, at: Date, now: Date): Date | null {
  return soonest(
    [atLeast, lessThan].map((one) => (one === undefined ? null : new Date(at.getTime() + durationMs(one)))),
    now,
  );
}

/** The earliest of these instants after `now`. */
export function soonest(instants: (Date | null)[], now: Date): Date | null {
  return instants.reduce<Date | null>(
    (earliest, at) => (at !== null && at > now && (earliest === null || at < earliest) ? at : earliest),
    null,
  );
}
