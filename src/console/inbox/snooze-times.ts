import { addDays, atLocalTime, localDayOf } from '../../shared/local-day.js';

const HOUR_MS = 3_600_000;
const MORNING = '09:00';
const EVENING = '18:00';
const WEEK = 7;
const MONDAY = 1;

/** Times until which people put things off: in an hour, this evening, tomorrow morning, Monday morning; in the zone, soonest first. */
export function snoozeTimes(now: Date, timeZone: string): Date[] {
  const today = localDayOf(now, timeZone);
  const toMonday = (MONDAY + WEEK - new Date(today).getUTCDay()) % WEEK || WEEK;
  const times = [
    new Date(now.getTime() + HOUR_MS),
    atLocalTime(today, EVENING, timeZone),
    atLocalTime(addDays(today, 1), MORNING, timeZone),
    atLocalTime(addDays(today, toMonday), MORNING, timeZone),
  ];
  const coming = new Map(times.filter((at) => at > now).map((at) => [at.getTime(), at]));
  return [...coming.values()].toSorted((one, other) => one.getTime() - other.getTime());
}
