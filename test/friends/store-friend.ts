import { ulid } from 'ulid';
import type { Friend } from '../../src/friends/core/friend.js';
import { gramsOf } from '../../src/friends/core/search.js';
import { FriendModel, type FriendDocument } from '../../src/friends/friend.model.js';
import { aUserId, CHANNEL_ID } from '../support/build-app.js';
import { aFriend, aProfile } from './a-friend.js';

let count = 0;

/** Stores a friend as given; for tests that need no webhook and no worker. */
export async function storeFriend({
  displayName,
  ...changes
}: Partial<Friend> & { displayName?: string } = {}): Promise<FriendDocument> {
  count += 1;
  const profile = displayName === undefined ? {} : { profile: aProfile('en', displayName) };
  const base = { _id: ulid(), channelId: CHANNEL_ID, lineUserId: aUserId(Date.now() * 1_000 + count) };
  const friend = aFriend({ ...base, profileDueAt: null, segmentsCheckAt: null, ...profile, ...changes });
  const stored = { ...friend, grams: gramsOf(friend, () => false), outbox: [] };
  await FriendModel.collection.insertOne(stored as never);
  return stored;
}
