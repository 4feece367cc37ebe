import { deleteFile } from '../infra/mongo/files.js';
import { ActivityModel, MediaModel } from './activity.model.js';

/** Removes what a friend took back: the words and the copied media. That it was there, and when, stays. */
export async function unsendMessage({
  channelId,
  messageId,
  at,
}: {
  channelId: string;
  messageId: string;
  at: Date;
}): Promise<void> {
  await ActivityModel.updateMany({ channelId, messageId }, { $set: { content: null, unsentAt: at } });
  const mediaId = `${channelId}/${messageId}`;
  await MediaModel.updateOne({ _id: mediaId }, { $set: { state: 'gone', dueAt: null } });
  await deleteFile(mediaId);
}

/** True when a message was taken back before it was recorded here; for groups, where no friend remembers it. */
export async function isUnsent(channelId: string, messageId: string): Promise<boolean> {
  return (await ActivityModel.exists({ channelId, kind: 'message.unsent', 'data.messageId': messageId })) !== null;
}
