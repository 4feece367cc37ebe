import { requireUnused } from '../channels/index.js';
import type { Context } from '../context.js';
import { calendars, forgetHours } from './calendars.js';

/** Deletes a calendar with every version; ConflictError naming what goes by it. */
export async function deleteCalendar(ctx: Pick<Context, 'findReferences'>, id: string): Promise<void> {
  const { channelId, definition } = await calendars.get(id);
  const usedBy = await ctx.findReferences(channelId, { kind: 'calendar', id });
  requireUnused(`Calendar ${definition.name}`, usedBy);
  await calendars.remove(id);
  forgetHours(id);
}
