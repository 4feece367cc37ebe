import type { Context } from '../context.js';
import type { Filter } from '../infra/mongo/model.js';
import { ConversationModel, TOUCH, type Conversation } from './conversation.model.js';
import { signalChat } from './signal-changed.js';
import { forgetText } from './texts.js';

/** What somebody took back is gone from lists and from search as well, and at once from threads that are open. */
export async function hearUnsent(
  ctx: Pick<Context, 'signal'>,
  chat: { conversationId: string } | { channelId: string; groupId: string },
  messageId: string,
): Promise<void> {
  const which =
    'conversationId' in chat ? { _id: chat.conversationId } : { channelId: chat.channelId, groupId: chat.groupId };
  const isLast = { ...which, 'lastMessage.messageId': messageId } as Filter<Conversation>;
  await ConversationModel.updateMany(isLast, { $set: { 'lastMessage.text': null }, ...TOUCH });
  await signalChat(ctx, chat);
  await forgetText(messageId);
}
