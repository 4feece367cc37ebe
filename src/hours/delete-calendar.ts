import type { Context } from '../context.js';
import { ConflictError } from '../errors.js';
import { calendars, forgetHours } from './calendars.js';

/** Deletes a calendar with every version; ConflictError naming what goes by it. */
export async function deleteCalendar(ctx: Pick<Context, 'findReferences'>, id: string): Promise<void> {
  const { channelId, definition } = await calendars.get(id);
  const usedBy = await ctx.findReferences(channelId, { kind: 'calendar', id });
  if (usedBy.length > 0) {
    const list = usedBy.map((one) => `${one.kind} ${one.name}`).join(', ');
    throw new ConflictError(`Calendar ${definition.name} is used by ${list}.`, usedBy);
  }
  await calendars.remove(id);
  forgetHours(id);
}
