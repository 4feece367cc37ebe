import type { Context } from '../context.js';
import { ConversationModel } from './conversation.model.js';

/** The topic of signals that name conversations which changed. */
export const CONVERSATIONS_CHANGED = 'conversations';

/** Tells consoles at once which conversations changed; without it they find out some seconds later. */
export const signalChanged = ({ signal }: Pick<Context, 'signal'>, conversationIds: string[]): void =>
  signal(CONVERSATIONS_CHANGED, conversationIds);

/** The same of a chat, whose latest conversation consoles may have open. */
export async function signalChat(
  ctx: Pick<Context, 'signal'>,
  chat: { conversationId: string } | { channelId: string; groupId: string },
): Promise<void> {
  if ('conversationId' in chat) return signalChanged(ctx, [chat.conversationId]);
  const latest = await ConversationModel.findOne(chat, { _id: 1 }).sort({ _id: -1 }).lean();
  if (latest) signalChanged(ctx, [latest._id]);
}
