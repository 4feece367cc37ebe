import type { Context } from '../context.js';
import type { Filter } from '../infra/mongo/model.js';
import { ConversationModel, TOUCH, type Conversation } from './conversation.model.js';
import { previewOfContent } from './core/preview.js';
import { signalChat } from './signal-changed.js';
import { rewordText } from './texts.js';

/** The new wording of a message in a group is what lists and search show. */
export async function hearEdited(
  ctx: Pick<Context, 'signal'>,
  group: { channelId: string; groupId: string },
  { messageId, text }: { messageId: string; text: string },
): Promise<void> {
  const isLast = { ...group, 'lastMessage.messageId': messageId } as Filter<Conversation>;
  await ConversationModel.updateMany(isLast, {
    $set: { 'lastMessage.text': previewOfContent({ text }) },
    ...TOUCH,
  });
  await signalChat(ctx, group);
  await rewordText(messageId, text);
}
