import type { Context } from '../context.js';
import type { Version } from '../infra/mongo/versions.js';
import { calendars, forgetHours } from './calendars.js';
import type { Calendar } from './core/calendar.js';
import { calendarSaved } from './events.js';

/** Puts the next version of a calendar in force, and says so; `edited` is the version that was edited. */
export async function saveCalendar(
  ctx: Pick<Context, 'actor' | 'clock' | 'publish'>,
  calendarId: string,
  edited: number,
  calendar: Calendar,
): Promise<Version<Calendar>> {
  const saved = await calendars.update(ctx, calendarId, edited, calendar);
  forgetHours(calendarId);
  const { channelId, version, savedAt } = saved;
  const said = calendarSaved.of({ calendarId, version }, savedAt);
  await ctx.publish([{ ...said, id: `calendar/${calendarId}:${version}`, channelId, friendId: null }]);
  return saved;
}
