import type { Context } from '../context.js';
import { InvalidInputError } from '../errors.js';
import type { Filter } from '../infra/mongo/model.js';
import { sensitiveAttributes } from './attribute-definitions.js';
import type { Friend } from './core/friend.js';
import { gramsOfQuery, rankFor } from './core/search.js';
import { findFriendsById } from './find-friends.js';
import { FriendModel, type FriendDocument } from './friend.model.js';

const CANDIDATES_MAX = 1_000; // ranked in memory; more of them means that the text says too little
const LINE_USER_ID_PREFIX = /^U[0-9a-f]{3,32}$/;
const SEARCHED = { profile: 1, attributes: 1, lineUserId: 1 };
const FRIEND_ID = /^[0-9A-Z]{26}$/;

/**
 * Friends found by name, LINE user id, friend id or attribute: the same first, then what begins so, then what contains it.
 * `isCut` says that more friends fit than were looked at.
 */
export async function searchFriends(
  ctx: Pick<Context, 'clock'>,
  channelId: string,
  { query, limit }: { query: string; limit: number },
): Promise<{ friends: Friend[]; isCut: boolean }> {
  const text = query.trim();
  const byId = await findById(channelId, text, limit);
  if (byId) return byId;
  const grams = gramsOfQuery(text);
  if (grams.length === 0)
    throw new InvalidInputError('invalid_input', `q is ${JSON.stringify(text)}; give at least two letters.`);
  const isSensitive = await sensitiveAttributes(ctx, channelId);
  const candidates = await FriendModel.find({ channelId, grams: { $all: grams }, mergedInto: null }, SEARCHED)
    .limit(CANDIDATES_MAX)
    .lean();
  const ranked = candidates
    .map((friend) => ({ id: friend._id, rank: rankFor(friend, text, isSensitive) }))
    .filter(({ rank }) => rank > 0)
    .toSorted((a, b) => b.rank - a.rank || (a.id < b.id ? 1 : -1));
  const ids = ranked.slice(0, limit).map(({ id }) => id);
  const found = await findFriendsById(ids);
  return {
    friends: ids.flatMap((id) => found.get(id) ?? []),
    isCut: ranked.length > limit || candidates.length === CANDIDATES_MAX,
  };
}

/** For a text that can only be an id: who has it. Null for any other text. */
async function findById(channelId: string, text: string, limit: number) {
  const lineUserId = text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase();
  if (LINE_USER_ID_PREFIX.test(lineUserId)) {
    const filter = { channelId, lineUserId: { $gte: lineUserId, $lt: `${lineUserId}g` }, mergedInto: null };
    const friends = await find(filter, limit + 1);
    if (friends.length > 0) return { friends: friends.slice(0, limit), isCut: friends.length > limit };
  }
  if (!FRIEND_ID.test(text)) return null;
  const friends = await find({ _id: text, channelId }, 1);
  return friends.length > 0 ? { friends, isCut: false } : null;
}

const find = (filter: object, limit: number): Promise<Friend[]> =>
  FriendModel.find(filter as Filter<FriendDocument>, { outbox: 0, outboxAt: 0 })
    .limit(limit)
    .lean();
