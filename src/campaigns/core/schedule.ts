import { assertNever } from '../../shared/assert-never.js';
import { addDays, atLocalTime, FIRST_ZONE, localDayOf, localTimeIn } from '../../shared/local-day.js';
import type { Schedule } from './campaign.js';

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

const isoWeekdayOf = (date: string) => new Date(`${date}T00:00:00Z`).getUTCDay() || 7;
