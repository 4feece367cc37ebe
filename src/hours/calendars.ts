import type { Context } from '../context.js';
import { NotFoundError } from '../errors.js';
import { remembered } from '../infra/remembered.js';
import type { Calendar } from './core/calendar.js';
import { openingHours, type OpeningHours } from './core/opening-hours.js';
import { CalendarModel } from './definition.model.js';
import { loadHolidays } from './load-holidays.js';
import { versionsIn, type Version } from '../infra/mongo/versions.js';

/** Calendars that one channel can have. */
export const CALENDARS_MAX = 100;
const FRESH_MS = 1_000;

export const calendars = versionsIn<Calendar>(CalendarModel, 'calendar', CALENDARS_MAX);

/** A calendar in force, ready to be asked. */
export interface HoursInForce {
  calendar: Version<Calendar>;
  hours: OpeningHours;
}

const inForce = remembered<HoursInForce>(FRESH_MS, async (id) => {
  const calendar = await calendars.get(id);
  const known = read.get(id);
  const hours =
    known?.version === calendar.version ? known.hours : openingHours(calendar.definition, await loadHolidays());
  read.set(id, { version: calendar.version, hours });
  return { calendar, hours };
});

/** What was read of the newest version of each calendar. */
const read = new Map<string, { version: number; hours: OpeningHours }>();

/** When a team works, by the newest version of its calendar; NotFoundError when there is none. Remembered for a second. */
export const getHours = (ctx: Pick<Context, 'clock'>, calendarId: string): Promise<HoursInForce> =>
  inForce.get(ctx.clock, calendarId);

/** The same, or null when there is none. */
export async function findHours(ctx: Pick<Context, 'clock'>, calendarId: string): Promise<HoursInForce | null> {
  try {
    return await getHours(ctx, calendarId);
  } catch (error) {
    if (error instanceof NotFoundError) return null;
    throw error;
  }
}

/** Lets this process see a new version at once; others see it within a second. */
export const forgetHours = (calendarId: string): void => inForce.forget(calendarId);

/** Throws InvalidInputError, naming the calendars that a channel has, when one of these is none of them. */
export const requireCalendars = (channelId: string, calendarIds: readonly string[]): Promise<void> =>
  calendars.require(channelId, calendarIds, 'calendarId');
