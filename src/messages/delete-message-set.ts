import { requireUnused } from '../channels/index.js';
import type { Context } from '../context.js';
import { MessageSetModel } from './message-set.model.js';
import { getMessageSet, keepVersion } from './save-message-set.js';

/** Deletes a message set; ConflictError naming what uses it. Its versions stay for what was planned with them. */
export async function deleteMessageSet(ctx: Pick<Context, 'findReferences'>, id: string): Promise<void> {
  const set = await getMessageSet(id);
  const usedBy = await ctx.findReferences(set.channelId, { kind: 'messageSet', id });
  requireUnused(`Message set ${set.name}`, usedBy);
  await keepVersion(set);
  await MessageSetModel.deleteOne({ _id: id });
}
