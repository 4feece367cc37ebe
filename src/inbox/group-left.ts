import { readChat } from '../activity/index.js';
import { ConflictError } from '../errors.js';
import type { Conversation } from './conversation.model.js';

const LEFT = 'group.left';

/**
 * When the account left the group or room of a conversation, by LINE's clock; null while it is in it, and for a friend. Whatever
 * happens there afterwards says that it is back.
 */
export async function findGroupLeft({
  channelId,
  groupId,
}: Pick<Conversation, 'channelId' | 'groupId'>): Promise<Date | null> {
  if (groupId === null) return null;
  const [latest] = await readChat({ channelId, groupId }, { direction: 'before', place: null }, 1);
  return latest?.kind === LEFT ? latest.at : null;
}

/** Throws ConflictError when nothing can be said in a conversation because the account has left its group or room. */
export async function requireInGroup(conversation: Pick<Conversation, '_id' | 'channelId' | 'groupId'>): Promise<void> {
  const leftAt = await findGroupLeft(conversation);
  if (leftAt)
    throw new ConflictError(
      `The account left the group of conversation ${conversation._id} at ${leftAt.toISOString()}; nothing can be sent there until it is invited again.`,
    );
}
