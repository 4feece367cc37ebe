import { assertNever } from '../../shared/assert-never.js';
import { addDays, atLocalTime, LAST_ZONE, localDayOf } from '../../shared/local-day.js';
import type { Schedule } from './campaign.js';

/** The zone in which a day begins first (UTC+14): by then a local time has come nowhere. */
const FIRST_ZONE = 'Pacific/Kiritimati';

/** When work on a campaign begins; null when a recurring one has no further time. Zone is the channel's. */
export function firstTimeOf(schedule: Schedule, now: Date, timeZone: string): Date | null {
  switch (schedule.kind) {
    case 'at':
      return schedule.at;
    case 'localTime':
      return localTimeIn(schedule.at, FIRST_ZONE);
    case 'recurring':
      return nextTimeOf(schedule, now, timeZone);
    default:
      return assertNever(schedule);
  }
}

/** The next time of a recurring campaign after an instant; null when its last day is over. */
export function nextTimeOf(
  { every, at, weekday, day, until }: Extract<Schedule, { kind: 'recurring' }>,
  after: Date,
  timeZone: string,
): Date | null {
  const DAYS_AHEAD = 32; // the longest way to the same day of the next month, and one to spare
  const today = localDayOf(after, timeZone);
  for (let ahead = 0; ahead <= DAYS_AHEAD; ahead += 1) {
    const date = addDays(today, ahead);
    if (until !== null && date > until) return null;
    const isOn =
      every === 'day' ||
      (every === 'week' && isoWeekdayOf(date) === weekday) ||
      (every === 'month' && Number(date.slice(8)) === day);
    const time = atLocalTime(date, at, timeZone);
    if (isOn && time > after) return time;
  }
  return null;
}

/** When clocks in a zone show a local time such as `2026-12-24T18:00`. */
export const localTimeIn = (localTime: string, timeZone: string): Date =>
  atLocalTime(localTime.slice(0, 10), localTime.slice(11), timeZone);

/** Whether clocks have shown a local time: nowhere on earth yet, in some zones, or everywhere. */
export function whereHasPassed(localTime: string, now: Date): 'nowhere' | 'somewhere' | 'everywhere' {
  if (localTimeIn(localTime, FIRST_ZONE) > now) return 'nowhere';
  return localTimeIn(localTime, LAST_ZONE) > now ? 'somewhere' : 'everywhere';
}

const isoWeekdayOf = (date: string) => new Date(`${date}T00:00:00Z`).getUTCDay() || 7;
