import { setTimeout as sleep } from 'node:timers/promises';
import type { OperationStep, RunningOperation } from '../edges.js';
import { countFriends, listFriendDocuments } from './find-friends.js';
import type { FriendDocument } from './friend.model.js';

const KNOWN_EVERYWHERE_MS = 2_000; // other processes go by what was before for up to a second

/**
 * One step of an operation that looks at every friend of a channel after something changed by which friends are judged: `forget`
 * lets go of what this process remembers of it, `change` judges a page of friends and resolves to how many changed. The first
 * step waits until every process goes by what is new.
 */
export async function changeEveryFriend(
  { channelId, cursor, result, startedAt }: Pick<RunningOperation, 'channelId' | 'cursor' | 'result' | 'startedAt'>,
  {
    page,
    forget,
    change,
  }: { page: number; forget: () => void; change: (friends: FriendDocument[]) => Promise<number> },
): Promise<OperationStep> {
  if (cursor === null) await sleep(Math.max(0, startedAt.getTime() + KNOWN_EVERYWHERE_MS - Date.now()));
  forget();
  const all = { channelId, mergedInto: null };
  const friends = await listFriendDocuments(all, { afterId: cursor, limit: page });
  const changed = await change(friends);
  return {
    cursor: friends.at(-1)?._id ?? cursor,
    isDone: friends.length < page,
    done: friends.length,
    result: { changed: Number(result['changed'] ?? 0) + changed },
    ...(cursor === null ? { total: await countFriends(all) } : {}),
  };
}
