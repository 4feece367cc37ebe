import type { Context } from '../context.js';
import { newId } from '../infra/ids.js';
import { insertNew } from '../infra/mongo/model.js';
import { newFriend } from './core/friend.js';
import { friendAppeared } from './events.js';
import { MERGES_MAX } from './find-friends.js';
import { FriendModel, type FriendDocument } from './friend.model.js';

/**
 * The friends behind these LINE user IDs of one channel, creating those seen for the first time. Two round trips for any
 * number, four when some are new.
 */
export async function findOrCreateFriends(
  ctx: Pick<Context, 'clock'>,
  channelId: string,
  seen: { lineUserId: string; at: Date }[],
): Promise<Map<string, FriendDocument>> {
  const ids = [...new Set(seen.map(({ lineUserId }) => lineUserId))];
  const known = await findAll(channelId, ids);
  const missing = ids.filter((lineUserId) => !known.has(lineUserId));
  if (missing.length === 0) return known;
  const now = ctx.clock.now();
  await insertNew(
    FriendModel,
    missing.map((lineUserId): FriendDocument => {
      const at = seen.find((one) => one.lineUserId === lineUserId)?.at ?? now;
      const friend = newFriend({ id: newId(), channelId, lineUserId, at, now });
      const appeared = { ...friendAppeared.of({}, at), id: `${friend._id}:0:0`, channelId, friendId: friend._id };
      return { ...friend, outbox: [appeared], outboxAt: now };
    }),
  );
  return findAll(channelId, ids);
}

async function findAll(channelId: string, lineUserIds: string[]): Promise<Map<string, FriendDocument>> {
  const friends = await FriendModel.find({ channelId, lineUserId: { $in: lineUserIds } }).lean();
  const found = new Map(friends.map((friend) => [friend.lineUserId, friend]));
  return followMerges(found);
}

/** Puts in place of who was merged into another friend that other friend. */
async function followMerges(found: Map<string, FriendDocument>): Promise<Map<string, FriendDocument>> {
  for (let round = 0; round < MERGES_MAX; round += 1) {
    const merged = [...found].filter(([, friend]) => friend.mergedInto);
    if (merged.length === 0) return found;
    const kept = await FriendModel.find({ _id: { $in: merged.map(([, friend]) => friend.mergedInto ?? '') } }).lean();
    const byId = new Map(kept.map((friend) => [friend._id, friend]));
    for (const [lineUserId, friend] of merged) {
      const into = byId.get(friend.mergedInto ?? '');
      if (into) found.set(lineUserId, into);
    }
  }
  return found;
}
