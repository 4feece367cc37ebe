import type { Context } from '../context.js';
import { ConflictError } from '../errors.js';
import { MessageSetModel } from './message-set.model.js';
import { getMessageSet, keepVersion } from './save-message-set.js';

/** Deletes a message set; ConflictError naming what uses it. Its versions stay for what was planned with them. */
export async function deleteMessageSet(ctx: Pick<Context, 'findReferences'>, id: string): Promise<void> {
  const set = await getMessageSet(id);
  const usedBy = await ctx.findReferences(set.channelId, { kind: 'messageSet', id });
  if (usedBy.length > 0) {
    const list = usedBy.map((one) => `${one.kind} ${one.name}`).join(', ');
    throw new ConflictError(`Message set ${set.name} is used by ${list}.`, usedBy);
  }
  await keepVersion(set);
  await MessageSetModel.deleteOne({ _id: id });
}
