import { COMPLAINTS } from './core/chat-of-notice.js';
import { NoticeModel } from './notice.model.js';

/** Friends of a channel about whom a complaint is open. */
export async function listComplaining(channelId: string): Promise<string[]> {
  const open = await NoticeModel.distinct('friendId', { channelId, kind: { $in: COMPLAINTS }, doneAt: null });
  return open.filter((friendId) => friendId !== null);
}

/** Those of these friends about whom a complaint is open. */
export async function findOpenComplaints(friendIds: string[]): Promise<Set<string>> {
  if (friendIds.length === 0) return new Set();
  const open = await NoticeModel.distinct('friendId', {
    friendId: { $in: friendIds },
    kind: { $in: COMPLAINTS },
    doneAt: null,
  });
  return new Set(open.filter((friendId) => friendId !== null));
}
