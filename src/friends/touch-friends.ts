import { FriendModel, type FriendDocument } from './friend.model.js';

/**
 * Moves the last activity of many friends forward in one round trip; it never moves back. Nobody decides on it, so it is no
 * new revision, and whoever writes the friend meanwhile keeps what is later.
 */
export async function touchFriends(touched: { friend: FriendDocument; activeAt: Date }[]): Promise<void> {
  const moved = touched.filter(
    ({ friend, activeAt }) => friend.lastActiveAt === null || friend.lastActiveAt < activeAt,
  );
  if (moved.length === 0) return;
  await FriendModel.collection.bulkWrite(
    moved.map(({ friend, activeAt }) => ({
      updateOne: { filter: { _id: friend._id as never }, update: { $max: { lastActiveAt: activeAt } } },
    })),
    { ordered: false },
  );
}
