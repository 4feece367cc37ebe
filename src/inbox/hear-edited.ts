import type { Filter } from '../infra/mongo/model.js';
import { ConversationModel, TOUCH, type Conversation } from './conversation.model.js';
import { previewOfContent } from './core/preview.js';
import { rewordText } from './texts.js';

/** The new wording of a message in a group is what lists and search show. */
export async function hearEdited(
  group: { channelId: string; groupId: string },
  { messageId, text }: { messageId: string; text: string },
): Promise<void> {
  const isLast = { ...group, 'lastMessage.messageId': messageId } as Filter<Conversation>;
  await ConversationModel.updateMany(isLast, {
    $set: { 'lastMessage.text': previewOfContent({ text }) },
    ...TOUCH,
  });
  await rewordText(messageId, text);
}
