import { expect, test } from '@jest/globals';
import { newFriend } from '../../../src/friends/core/friend.js';
import { hoursAfter, START } from '../a-friend.js';

test('a new friend follows, is known by nothing but ids, and has the profile fetched at once', () => {
  const friend = newFriend({
    id: '01FRIEND',
    channelId: '1000000001',
    lineUserId: `U${'1'.repeat(32)}`,
    at: START,
    now: hoursAfter(1),
  });
  expect(friend).toMatchObject({
    _id: '01FRIEND',
    channelId: '1000000001',
    lineUserId: `U${'1'.repeat(32)}`,
    standing: 'following',
    standingAt: null,
    followedAt: null,
    profile: null,
    profileDueAt: hoursAfter(1),
    tags: [],
    stage: null,
    orders: { count: 0, totalMinor: 0, currency: null },
    membership: { verifiedOwnerAt: null, items: [] },
    menu: { desired: null, linked: null, owedAt: null },
    createdAt: START,
    rev: 0,
  });
});

test('two new friends share nothing that a change of one could reach', () => {
  const given = { id: '01FRIEND', channelId: '1000000001', lineUserId: 'U1', at: START, now: START };
  const [one, other] = [newFriend(given), newFriend(given)];
  one.tags.push({} as never);
  one.attributes['city'] = 'Taipei';
  one.membership.items.push({ serial: 's', model: 'm', since: START });
  expect(other).toMatchObject({ tags: [], attributes: {}, membership: { items: [] } });
});
