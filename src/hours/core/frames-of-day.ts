import { WEEKDAYS, type Calendar, type Frame } from './calendar.js';
import type { HolidayCountry, HolidayLibrary } from './holidays.js';

const DAY_MS = 24 * 3600 * 1000;

/** Why a day has the frames that it has. */
export type DayReason = 'openDay' | 'closedDay' | 'makeUpDay' | 'holiday' | 'week';

/** What one calendar says of a day, with the country whose holiday or make-up workday decided. */
export interface DayFrames {
  frames: readonly Frame[];
  reason: DayReason;
  country: HolidayCountry | null;
}

/** Finds what a calendar says of days, given as days since 1970-01-01. */
export function framesByDay(
  { week, holidays, closedDays, openDays }: Calendar,
  library: HolidayLibrary,
): (day: number) => DayFrames {
  const exceptions = new Map<string, DayFrames>();
  const files = holidays.flatMap((set) => {
    const file = library.get(set.country);
    return file ? [{ ...set, file }] : [];
  });
  for (const { country, file } of files)
    for (const { day } of file.holidays) exceptions.set(day, { frames: [], reason: 'holiday', country });
  for (const { country, worksMakeUpDays, file } of files)
    for (const { day, worksLike } of worksMakeUpDays ? file.makeUpDays : [])
      exceptions.set(day, { frames: week[worksLike], reason: 'makeUpDay', country });
  for (const { day } of closedDays) exceptions.set(day, { frames: [], reason: 'closedDay', country: null });
  for (const { day, frames } of openDays) exceptions.set(day, { frames, reason: 'openDay', country: null });
  return (day) => {
    const at = new Date(day * DAY_MS);
    const weekday = WEEKDAYS[at.getUTCDay()] ?? 'sunday';
    return exceptions.get(at.toISOString().slice(0, 10)) ?? { frames: week[weekday], reason: 'week', country: null };
  };
}
