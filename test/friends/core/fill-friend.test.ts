import { expect, test } from '@jest/globals';
import { fillFriend, type StoredFriend } from '../../../src/friends/core/fill-friend.js';
import { intensityAt } from '../../../src/friends/core/friend-tag.js';
import { aFriend, aProfile, daysAfter, START } from '../a-friend.js';

const now = daysAfter(100);
const fill = (friend: StoredFriend) => fillFriend(friend, { now, isSensitive: () => false });

/** A friend as the first version stored them. */
const first = {
  _id: '01FRIEND',
  channelId: '1000000001',
  lineUserId: `U${'1'.repeat(32)}`,
  standing: 'following' as const,
  profile: aProfile('en', 'Old rider'),
  attributes: { city: 'Osaka', promotionOptOut: true },
  tags: [
    {
      tagId: 'warm',
      v: 4,
      vAt: START,
      halfLifeDays: 10,
      k: 1,
      level: null,
      firstAt: START,
      lastAt: START,
      count: 3,
      expiresAt: null,
    },
    {
      tagId: 'over',
      v: 1,
      vAt: START,
      halfLifeDays: null,
      k: 0,
      level: null,
      firstAt: START,
      lastAt: START,
      count: 1,
      expiresAt: daysAfter(1),
    },
  ] as never,
  stage: { name: 'engage', since: START, policyVersion: 1 } as never,
  orders: { count: 1, totalMinor: 500, currency: 'TWD', firstAt: START, lastAt: START } as never,
  createdAt: START,
  rev: 7,
};

test('a friend of the first version gets every field that a new one has, and keeps what they had', () => {
  const filled = { ...first, ...fill(first) };
  expect(Object.keys(filled).toSorted()).toEqual(expect.arrayContaining(Object.keys(aFriend()).toSorted()));
  expect(filled).toMatchObject({
    attributes: { city: 'Osaka' },
    consent: { promotion: { state: 'denied' } },
    stage: { name: 'engage', lock: null },
    orders: { count: 1, totalMinor: 500, refundedMinor: 0, products: [] },
    rev: 7,
  });
  expect(filled.attributes).not.toHaveProperty('promotionOptOut');
  expect(filled.grams).toContain('ri');
});

test('tags of the first version are as strong and as valid as they were', () => {
  const { tags = [], tagsCheckAt } = fill(first) ?? {};
  const [warm, over] = tags;
  expect(warm && intensityAt(warm, daysAfter(10))).toBeCloseTo(2);
  expect(warm).toMatchObject({ activeUntil: null, endsBy: null, isEndAnnounced: false });
  expect(over).toMatchObject({ activeUntil: daysAfter(1), endsBy: 'expiry', isEndAnnounced: true });
  expect(warm).not.toHaveProperty('halfLifeDays');
  expect(tagsCheckAt).toEqual(now);
});

test('a friend who lacks nothing is left as they are, and so is one who was filled', () => {
  expect(fill(aFriend())).toBeNull();
  expect(fill({ ...first, ...fill(first) })).toBeNull();
});
