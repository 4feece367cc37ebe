import { explainIndexes } from '../infra/mongo/explain.js';
import type { Filter } from '../infra/mongo/model.js';
import { ConflictError, NotFoundError } from '../errors.js';
import { DICE_SIDES, type Friend } from './core/friend.js';
import { FriendModel, type FriendDocument } from './friend.model.js';

/** Merges one after the other that are followed. */
export const MERGES_MAX = 10;

/** The friend; NotFoundError when there is none. */
export async function getFriend(friendId: string): Promise<Friend> {
  const friend = await findFriend(friendId);
  if (!friend) throw new NotFoundError('friend', friendId);
  return friend;
}

async function findFriend(friendId: string): Promise<Friend | null> {
  return FriendModel.findById(friendId, { outbox: 0, outboxAt: 0 }).lean();
}

/** The friend as stored, or null when there is none: for `changeFriend`. */
export async function findFriendDocument(friendId: string): Promise<FriendDocument | null> {
  return FriendModel.findById(friendId).lean();
}

/** Those friends of a channel, as stored, who have one of these ids or LINE user ids. */
export async function findFriendDocuments(
  channelId: string,
  { ids, lineUserIds }: { ids: string[]; lineUserIds: string[] },
): Promise<FriendDocument[]> {
  const [byId, byLineUserId] = await Promise.all([
    ids.length > 0 ? FriendModel.find({ _id: { $in: ids }, channelId }).lean() : [],
    lineUserIds.length > 0 ? FriendModel.find({ channelId, lineUserId: { $in: lineUserIds } }).lean() : [],
  ]);
  return [...byId, ...byLineUserId];
}

/** The friend, or the one that they were merged into: for programs that know a friend by an id from before. */
export async function getFriendBehind(friendId: string): Promise<Friend> {
  const friend = await findFriendBehind(friendId);
  if (!friend) throw new NotFoundError('friend', friendId);
  return friend;
}

/** The same, or null when there is none, as after an erasure. */
export async function findFriendBehind(friendId: string): Promise<Friend | null> {
  let friend = await findFriend(friendId);
  for (let step = 0; friend && friend.mergedInto !== null && step < MERGES_MAX; step += 1)
    friend = await findFriend(friend.mergedInto);
  return friend;
}

/** The friend, to change something by hand; ConflictError naming the other one when they were merged away. */
export async function getFriendToChange(friendId: string): Promise<Friend> {
  const friend = await getFriend(friendId);
  if (friend.mergedInto !== null)
    throw new ConflictError(`Friend ${friendId} was merged into ${friend.mergedInto}; change that one.`);
  return friend;
}

/** Names, pictures and stages of these friends, by id, without the rest of their records. */
export async function findProfiles(friendIds: string[]): Promise<Map<string, Pick<Friend, 'profile' | 'stage'>>> {
  if (friendIds.length === 0) return new Map();
  const found = await FriendModel.find({ _id: { $in: friendIds } }, { profile: 1, stage: 1 }).lean();
  return new Map(found.map((friend) => [friend._id, friend]));
}

/** Those of these friends who exist, by id. */
export async function findFriendsById(friendIds: string[]): Promise<Map<string, Friend>> {
  const friends = await FriendModel.find({ _id: { $in: friendIds } }, { outbox: 0, outboxAt: 0 }).lean();
  return new Map(friends.map((friend) => [friend._id, friend]));
}

/**
 * A page of friends under a filter, after `afterId`: in order of their ids, or as they are found when a few will do. `index`
 * names the one to go by, where the store would choose a worse one.
 */
export async function listFriends(
  filter: object,
  { afterId, limit, isOrdered = true, index }: { afterId?: string; limit: number; isOrdered?: boolean; index?: string },
): Promise<Friend[]> {
  const page = afterId === undefined ? filter : { $and: [filter, { _id: { $gt: afterId } }] };
  const found = FriendModel.find(page as Filter<FriendDocument>, { outbox: 0, outboxAt: 0 }).limit(limit);
  if (index !== undefined) found.hint(index);
  return (isOrdered ? found.sort({ _id: 1 }) : found).lean();
}

/** A page of friends under a filter, those who came last first, from before `beforeId` on. */
export async function listNewestFriends(
  filter: object,
  { beforeId, limit }: { beforeId: string | null; limit: number },
): Promise<Friend[]> {
  const page = beforeId === null ? filter : { $and: [filter, { _id: { $lt: beforeId } }] };
  return FriendModel.find(page as Filter<FriendDocument>, { outbox: 0, outboxAt: 0 })
    .sort({ _id: -1 })
    .limit(limit)
    .lean();
}

/** Ids, LINE user ids and attributes of a page of friends: all that a send needs to freeze its audience. */
export async function listFriendIds(
  filter: object,
  { afterId, limit }: { afterId?: string; limit: number },
): Promise<{ friendId: string; lineUserId: string; attributes: Friend['attributes'] }[]> {
  const page = afterId === undefined ? filter : { $and: [filter, { _id: { $gt: afterId } }] };
  const friends = await FriendModel.find(page as Filter<FriendDocument>, { _id: 1, lineUserId: 1, attributes: 1 })
    .sort({ _id: 1 })
    .limit(limit)
    .lean();
  return friends.map(({ _id, lineUserId, attributes }) => ({ friendId: _id, lineUserId, attributes }));
}

/** How many friends match a filter; `index` as for `listFriends`. */
export async function countFriends(filter: object, index?: string): Promise<number> {
  const counted = FriendModel.countDocuments(filter as Filter<FriendDocument>);
  if (index !== undefined) counted.hint(index);
  return counted;
}

/** Ids of friends with a date field that is due, oldest first. */
export async function listDueFriendIds(
  field: 'profileDueAt' | 'tagsCheckAt' | 'stageCheckAt' | 'segmentsCheckAt',
  before: Date,
  limit: number,
): Promise<string[]> {
  const due = await FriendModel.find({ [field]: { $lte: before } } as Filter<FriendDocument>, { _id: 1 })
    .sort({ [field]: 1 })
    .limit(limit)
    .lean();
  return due.map(({ _id }) => _id);
}

/** The decay key of the friend at this rank (1 the strongest) of a tag, among those under the filter; null when there are fewer. */
export async function findTagKeyAtRank(filter: object, tagId: string, rank: number): Promise<number | null> {
  const [found] = await FriendModel.aggregate<{ tags: { k: number } }>([
    { $match: filter },
    { $project: { 'tags.tagId': 1, 'tags.k': 1 } },
    { $unwind: '$tags' },
    { $match: { 'tags.tagId': tagId } },
    { $sort: { 'tags.k': -1 } },
    { $skip: rank - 1 },
    { $limit: 1 },
  ]);
  return found?.tags.k ?? null;
}

/** A page of friends as stored, in order of their ids, after `afterId`: for `changeFriends`. */
export async function listFriendDocuments(
  filter: object,
  { afterId, limit }: { afterId: string | null; limit: number },
): Promise<FriendDocument[]> {
  const page = afterId === null ? filter : { $and: [filter, { _id: { $gt: afterId } }] };
  return FriendModel.find(page as Filter<FriendDocument>)
    .sort({ _id: 1 })
    .limit(limit)
    .lean();
}

const PARTS = 4;
const PART_SIDES = DICE_SIDES / PARTS;

/**
 * How many of very many friends match: counted in four parts side by side, by the lots of the friends, so that a store with
 * several cores uses them. `index` as for `listFriends`.
 */
export async function countFriendsInParts(filter: object, index?: string): Promise<number> {
  const counts = await Promise.all(
    Array.from({ length: PARTS }, (_, part) =>
      countFriends({ lot: { $gte: part * PART_SIDES, $lt: (part + 1) * PART_SIDES }, ...filter }, index),
    ),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Names of the indexes that the store uses for a filter over friends. */
export const explainFriends = (filter: object): Promise<string[]> => explainIndexes(FriendModel, filter);
