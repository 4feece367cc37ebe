import { FriendModel, type FriendDocument } from '../src/friends/friend.model.js';
import { newFriend, NO_ORDERS } from '../src/friends/core/friend.js';
import { RfmThresholdsModel } from '../src/lifecycle/rfm.model.js';
import { newId } from '../src/infra/ids.js';
import { chunk } from '../src/shared/chunk.js';
import { foldLedger } from '../src/tags/core/state.js';
import { behaviourOf, TagDefinition, type TagBehaviour } from '../src/tags/core/tag.js';
import { INTEREST, SERVICE, TAGS } from './brand.js';
import { CHANNEL_ID, type Installation } from './installation.js';
import { lineUserId } from './signed-webhooks.js';

const INSERTED_AT_ONCE = 2_000;
const DAY_MS = 24 * 3600 * 1000;
const LANGUAGES = ['zh-TW', 'ja', 'en', 'th'];

/** Puts friends into the store as a grown account has them after its daily scoring, those before `from` being there already. */
export async function insertFriends(count: number, from = 0): Promise<void> {
  const now = new Date();
  for (let start = from; start < count; start += INSERTED_AT_ONCE) {
    const length = Math.min(INSERTED_AT_ONCE, count - start);
    const friends = Array.from({ length }, (_, index) => aKnownFriend(start + index, now));
    await FriendModel.collection.insertMany(friends as never);
  }
  const scored = { customers: 0, recency: [], frequency: [], monetary: {}, computedAt: now, scoredUpTo: null };
  await RfmThresholdsModel.updateOne({ _id: CHANNEL_ID }, { $set: scored }, { upsert: true });
}

/** Makes the same people friends of the account in LINE's simulator. */
export async function befriend({ control }: Pick<Installation, 'control'>, count: number): Promise<void> {
  const numbers = Array.from({ length: count }, (_, number) => number);
  for (const part of chunk(numbers, INSERTED_AT_ONCE)) {
    await control.addPeople(part.map((number) => ({ userId: lineUserId(number), displayName: nameOf(number) })));
    await control.befriend({ channelId: CHANNEL_ID, userIds: part.map(lineUserId) });
  }
}

const nameOf = (number: number) => `Rider ${number}`;

/** Differs from number to number in everything that a segment may ask. */
function aKnownFriend(number: number, now: Date): FriendDocument {
  const followedAt = new Date(now.getTime() - (number % 700) * DAY_MS);
  const orders = number % 5;
  return {
    ...newFriend({ id: newId(), channelId: CHANNEL_ID, lineUserId: lineUserId(number), at: followedAt, now }),
    standingAt: followedAt,
    followedAt,
    profile: {
      displayName: nameOf(number),
      pictureUrl: null,
      language: LANGUAGES[number % LANGUAGES.length] ?? null,
      statusMessage: null,
    },
    profileFetchedAt: now,
    profileDueAt: new Date(now.getTime() + 7 * DAY_MS),
    attributes: { district: `district ${number % 40}`, monthlyKm: number % 900 },
    tags: tagsOf(number, now),
    stage: { name: stageOf(orders), since: followedAt, policyVersion: 1, lock: null },
    orders: {
      ...NO_ORDERS,
      count: orders,
      totalMinor: orders * 45_000,
      currency: orders > 0 ? 'TWD' : null,
      firstAt: orders > 0 ? followedAt : null,
      lastAt: orders > 0 ? followedAt : null,
    },
    lastActiveAt: new Date(now.getTime() - (number % 90) * DAY_MS),
    segmentsCheckAt: new Date(now.getTime() + DAY_MS),
    outbox: [],
  };
}

function stageOf(orders: number): string {
  if (orders >= 3) return 'grow';
  return orders >= 1 ? 'retain' : 'acquire';
}

function tagsOf(number: number, now: Date): FriendDocument['tags'] {
  const at = new Date(now.getTime() - (number % 30) * DAY_MS);
  const entry = { id: `bench/${number}`, at, op: 'apply', source: { kind: 'rule', id: 'bench' } } as const;
  const interest = foldLedger(INTEREST_TAG, [{ ...entry, weight: 1 + (number % 9) }]);
  const service = foldLedger(SERVICE_TAG, [{ ...entry, weight: 1 }]);
  return [number % 2 === 0 ? interest : null, number % 3 === 0 ? service : null].filter((tag) => tag !== null);
}

const CHANNEL_TIME_ZONE = 'Asia/Taipei';
const [INTEREST_TAG, SERVICE_TAG] = [INTEREST, SERVICE].map(({ tagId }) =>
  behaviourOf(TagDefinition.parse(TAGS.find((tag) => tag.tagId === tagId)), CHANNEL_TIME_ZONE),
) as [TagBehaviour, TagBehaviour];
