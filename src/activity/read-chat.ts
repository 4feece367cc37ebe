import type { Readable } from 'node:stream';
import { readFile } from '../infra/mongo/files.js';
import { sideFilter, sideSort, type Side } from '../infra/mongo/page-before.js';
import { ActivityModel, MediaModel, type Activity } from './activity.model.js';

/** Where people talk with us: one friend, or a group or room of a channel. */
export type Chat = { friendId: string } | { channelId: string; groupId: string };

/** What happened in a chat; the wording that holds now, and when it was changed to that. */
export interface ChatLine extends Activity {
  editedAt: Date | null;
}

const ofChat = (chat: Chat) => ('friendId' in chat ? chat : { ...chat, friendId: null });
const EDITED = 'message.edited';
/** Kinds that are part of others, or say nothing in a chat. */
const UNSHOWN = [EDITED, 'message.unsent'];

/** What happened in a chat to one side of a place, the nearest first. Edits and what was taken back are applied. */
export async function readChat(chat: Chat, side: Side, limit: number): Promise<ChatLine[]> {
  const lines = await ActivityModel.find({ ...ofChat(chat), kind: { $nin: UNSHOWN }, ...sideFilter('at', side) })
    .sort(sideSort('at', side))
    .limit(limit)
    .lean();
  if ('friendId' in chat) return lines.map((line) => ({ ...line, editedAt: null }));
  return withEdits(chat.channelId, lines);
}

/** LINE tells of edits in groups alone, perhaps out of order: the latest holds. */
async function withEdits(channelId: string, lines: Activity[]): Promise<ChatLine[]> {
  const messageIds = lines.flatMap(({ messageId }) => messageId ?? []);
  const edits = messageIds.length
    ? await ActivityModel.find({ messageId: { $in: messageIds }, channelId, kind: EDITED })
        .sort({ at: 1 })
        .lean()
    : [];
  const latest = new Map(edits.map((edit) => [edit.messageId, edit]));
  return lines.map((line) => {
    const edit = line.messageId === undefined ? undefined : latest.get(line.messageId);
    return edit && line.content
      ? { ...line, content: edit.content ?? line.content, editedAt: edit.at }
      : { ...line, editedAt: null };
  });
}

/** A message that was said in a chat, or null. */
export async function findMessage(chat: Chat, messageId: string): Promise<Activity | null> {
  return ActivityModel.findOne({ ...ofChat(chat), messageId, kind: 'message.received' }).lean();
}

/** Our copy of the media of a message; null while there is none yet, and for what is gone. */
export async function openMedia(
  channelId: string,
  messageId: string,
): Promise<{ contentType: string; bytes: number; stream: Readable } | null> {
  const mediaId = `${channelId}/${messageId}`;
  const isStored = await MediaModel.exists({ _id: mediaId, state: 'stored' });
  return isStored ? readFile(mediaId) : null;
}
