import { COMPLAINTS } from './core/chat-of-notice.js';
import { NoticeModel } from './notice.model.js';

/** One that nobody sees to ends with its notice. */
const IS_OPEN = {
  kind: { $in: COMPLAINTS },
  $or: [{ complaint: 'open' as const }, { complaint: { $exists: false }, doneAt: null }],
};

/** Friends of a channel about whom a complaint is open. */
export async function listComplaining(channelId: string): Promise<string[]> {
  const open = await NoticeModel.distinct('friendId', { channelId, ...IS_OPEN });
  return open.filter((friendId) => friendId !== null);
}

/** Those of these friends about whom a complaint is open. */
export async function findOpenComplaints(friendIds: string[]): Promise<Set<string>> {
  if (friendIds.length === 0) return new Set();
  const open = await NoticeModel.distinct('friendId', { friendId: { $in: friendIds }, ...IS_OPEN });
  return new Set(open.filter((friendId) => friendId !== null));
}
