import type { z } from 'zod';
import type { Context } from '../context.js';
import { InvalidInputError } from '../errors.js';
import { localDayOf } from '../shared/local-day.js';
import { getHours } from './calendars.js';
import { framesByDay } from './core/frames-of-day.js';
import { completeUntil } from './core/holidays.js';
import { FIRST_YEAR, LAST_YEAR } from './core/opening-hours.js';
import { loadHolidays } from './load-holidays.js';
import type { PresentedMoment } from './schemas.js';

const DAY_MS = 24 * 3600 * 1000;

/** What a calendar says of an instant, and why. */
export async function lookAtMoment(
  ctx: Pick<Context, 'clock'>,
  calendarId: string,
  at: Date,
): Promise<z.infer<typeof PresentedMoment>> {
  requireKnownYear(at);
  const { calendar, hours } = await getHours(ctx, calendarId);
  const { timeZone, holidays } = calendar.definition;
  const library = await loadHolidays();
  const day = localDayOf(at, timeZone);
  const { frames, reason, country } = framesByDay(calendar.definition, library)(Date.parse(day) / DAY_MS);
  return {
    at,
    isOpen: hours.isOpenAt(at),
    nextOpeningAt: hours.nextOpeningAfter(at),
    nextClosingAt: hours.nextClosingAfter(at),
    day,
    frames: [...frames],
    decidedBy: reason,
    country,
    holidaysCompleteUntil: completeUntil(
      library,
      holidays.map((set) => set.country),
    ),
  };
}

/** Calendars are asked of the years that they know only. */
export function requireKnownYear(at: Date): void {
  const year = at.getUTCFullYear();
  if (year > FIRST_YEAR && year < LAST_YEAR) return;
  throw new InvalidInputError(
    'invalid_input',
    `${at.toISOString()} is not within the years ${FIRST_YEAR + 1} to ${LAST_YEAR - 1}.`,
  );
}
