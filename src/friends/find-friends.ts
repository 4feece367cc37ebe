import type { Filter } from '../infra/mongo/model.js';
import { NotFoundError } from '../errors.js';
import type { Friend } from './core/friend.js';
import { FriendModel, type FriendDocument } from './friend.model.js';

/** The friend; NotFoundError when there is none. */
export async function getFriend(friendId: string): Promise<Friend> {
  const friend = await FriendModel.findById(friendId, { outbox: 0, outboxAt: 0 }).lean();
  if (!friend) throw new NotFoundError('friend', friendId);
  return friend;
}

/** Those of these friends who exist, by id. */
export async function findFriendsById(friendIds: string[]): Promise<Map<string, Friend>> {
  const friends = await FriendModel.find({ _id: { $in: friendIds } }, { outbox: 0, outboxAt: 0 }).lean();
  return new Map(friends.map((friend) => [friend._id, friend]));
}

/** A page of friends under a filter, in order of their ids, after `afterId`. */
export async function listFriends(
  filter: object,
  { afterId, limit }: { afterId?: string; limit: number },
): Promise<Friend[]> {
  const page = afterId === undefined ? filter : { $and: [filter, { _id: { $gt: afterId } }] };
  return FriendModel.find(page as Filter<FriendDocument>, { outbox: 0, outboxAt: 0 })
    .sort({ _id: 1 })
    .limit(limit)
    .lean();
}

/** Ids and LINE user ids of a page of friends: all that a send needs to freeze its audience. */
export async function listFriendIds(
  filter: object,
  { afterId, limit }: { afterId?: string; limit: number },
): Promise<{ friendId: string; lineUserId: string }[]> {
  const page = afterId === undefined ? filter : { $and: [filter, { _id: { $gt: afterId } }] };
  const friends = await FriendModel.find(page as Filter<FriendDocument>, { _id: 1, lineUserId: 1 })
    .sort({ _id: 1 })
    .limit(limit)
    .lean();
  return friends.map(({ _id, lineUserId }) => ({ friendId: _id, lineUserId }));
}

/** How many friends match a filter. */
export async function countFriends(filter: object): Promise<number> {
  return FriendModel.countDocuments(filter as Filter<FriendDocument>);
}

/** Ids of friends with a date field that is due, oldest first. */
export async function listDueFriendIds(
  field: 'profileDueAt' | 'stageCheckAt' | 'menuCheckAt' | 'menu.owedAt',
  before: Date,
  limit: number,
): Promise<string[]> {
  const due = await FriendModel.find({ [field]: { $lte: before } } as Filter<FriendDocument>, { _id: 1 })
    .sort({ [field]: 1 })
    .limit(limit)
    .lean();
  return due.map(({ _id }) => _id);
}
