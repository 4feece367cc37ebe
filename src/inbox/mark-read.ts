import { gatewayOf } from '../channels/index.js';
import type { Context } from '../context.js';
import { InvalidInputError } from '../errors.js';
import { untilWritten } from '../infra/mongo/model.js';
import { LineError } from '../line/errors.js';
import { ConversationModel, TOUCH } from './conversation.model.js';
import { getReachableFriend } from './answer.js';
import { signalChanged } from './signal-changed.js';
import { getConversation } from './visibility.js';

/**
 * Somebody of the staff read a conversation: nothing of it is unread any more, and the friend sees that it was read. Resolves
 * to whether LINE shows it; when LINE cannot be told now, the next reading tells it.
 */
export async function markRead(ctx: Context, conversationId: string): Promise<{ isShownAtLine: boolean }> {
  const { channelId, readToken } = await getConversation(ctx, conversationId);
  const seen = ctx.actor.kind === 'staff' ? { [`readAt.${ctx.actor.staffId}`]: ctx.clock.now() } : {};
  await untilWritten(() =>
    ConversationModel.collection.updateOne(
      { _id: conversationId as never },
      { $set: { unreadCount: 0, ...seen }, ...TOUCH },
    ),
  );
  signalChanged(ctx, [conversationId]);
  if (readToken === undefined) return { isShownAtLine: true };
  try {
    await (await gatewayOf(ctx, channelId)).markAsRead(readToken);
  } catch (error) {
    if (!(error instanceof LineError)) throw error;
    ctx.log.warn({ err: error, conversationId }, 'LINE could not be told that messages were read');
    return { isShownAtLine: false };
  }
  await ConversationModel.updateOne({ _id: conversationId, readToken }, { $unset: { readToken: '' } });
  return { isShownAtLine: true };
}

/** Shows the friend for some seconds that an answer is being written; LINE shows it to a friend alone. */
export async function startLoading(ctx: Context, conversationId: string, seconds: number): Promise<void> {
  const { channelId, friendId } = await getConversation(ctx, conversationId);
  if (friendId === null)
    throw new InvalidInputError(
      'invalid_input',
      `Conversation ${conversationId} is with a group; LINE shows this to friends alone.`,
    );
  const { lineUserId } = await getReachableFriend(friendId);
  await (await gatewayOf(ctx, channelId)).startLoading(lineUserId, seconds);
}
