import type { Context } from '../context.js';
import { newId } from '../infra/ids.js';
import { insertNew } from '../infra/mongo/model.js';
import { newFriend } from './core/friend.js';
import { friendAppeared } from './events.js';
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
  return new Map(friends.map((friend) => [friend.lineUserId, friend]));
}
