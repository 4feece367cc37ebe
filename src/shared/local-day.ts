/** The zone in which a day begins first (UTC+14): by then a local time has come nowhere. */
export const FIRST_ZONE = 'Pacific/Kiritimati';
/** The zone in which a day ends last (UTC-12): by then a local time has passed everywhere. */
const LAST_ZONE = 'Etc/GMT+12';
const DAY_MS = 24 * 3600 * 1000;

/** The calendar day of an instant in a time zone, as `YYYY-MM-DD`. */
export function localDayOf(at: Date, timeZone: string): string {
  return new Date(wallClock(at.getTime(), timeZone)).toISOString().slice(0, 10);
}

/** The last millisecond of a calendar day in a time zone, `days` after the day of an instant. */
export function endOfLocalDay(at: Date, days: number, timeZone: string): Date {
  const today = Date.parse(localDayOf(at, timeZone));
  return new Date(instantOf(today + (days + 1) * DAY_MS, timeZone) - 1);
}

/** When clocks in a time zone show this time of the day, `HH:MM`, on a calendar day, `YYYY-MM-DD`. */
export function atLocalTime(day: string, timeOfDay: string, timeZone: string): Date {
  return new Date(instantOf(Date.parse(`${day}T${timeOfDay}:00Z`), timeZone));
}

/** When clocks in a zone show a local time such as `2026-12-24T18:00`. */
export const localTimeIn = (localTime: string, timeZone: string): Date =>
  atLocalTime(localTime.slice(0, 10), localTime.slice(11), timeZone);

/** Whether clocks have shown a local time: nowhere on earth yet, in some zones, or everywhere. */
export function whereHasPassed(localTime: string, now: Date): 'nowhere' | 'somewhere' | 'everywhere' {
  if (localTimeIn(localTime, FIRST_ZONE) > now) return 'nowhere';
  return localTimeIn(localTime, LAST_ZONE) > now ? 'somewhere' : 'everywhere';
}

/** The time of the day in a time zone, `HH:MM`. */
export const localTimeOf = (at: Date, timeZone: string): string =>
  new Date(wallClock(at.getTime(), timeZone)).toISOString().slice(11, 16);

/** The calendar day `days` after another, both `YYYY-MM-DD`. */
export const addDays = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);

/** True for a time zone that this machine knows, such as Asia/Taipei. */
export function isTimeZone(name: string): boolean {
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}

/** When clocks show this wall clock time; where they skip it, as long after the skip as it lies behind its beginning. */
function instantOf(wall: number, timeZone: string): number {
  const guess = wall - offsetAt(wall, timeZone);
  const [early, late] = [guess, wall - offsetAt(guess, timeZone)].toSorted((one, other) => one - other) as [
    number,
    number,
  ];
  return wallClock(early, timeZone) >= wall ? early : late;
}

/** How far clocks of a time zone are ahead of UTC at an instant, both in milliseconds. */
export const offsetAt = (instant: number, timeZone: string): number => wallClock(instant, timeZone) - instant;

/** What clocks show at an instant, as if it were UTC. */
function wallClock(instant: number, timeZone: string): number {
  const parts = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) + (((instant % 1_000) + 1_000) % 1_000);
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const number = 'numeric';
  const fields = { year: number, month: number, day: number, hour: number, minute: number, second: number } as const;
  const format = new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', ...fields });
  formats.set(timeZone, format);
  return format;
}
