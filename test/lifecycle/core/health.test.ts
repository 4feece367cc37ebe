import { describe, expect, test } from '@jest/globals';
import type { ConversationState, Friend } from '../../../src/friends/core/friend.js';
import { decideHealth, isSameHealth, nextHealthCheckAt } from '../../../src/lifecycle/core/health.js';
import { DEFAULT_SETTINGS } from '../../../src/lifecycle/core/settings.js';
import { after, aFriend, aTag, daysAfter, halfLife, START } from '../../friends/a-friend.js';

const NOW = daysAfter(30);
const look = (changes: Partial<Friend>, now = NOW) => decideHealth(aFriend(changes), DEFAULT_SETTINGS, now);
const part = (changes: Partial<Friend>, name: string, now = NOW) => {
  const { standing = 'blocked' } = changes;
  return look({ ...changes, standing }, now)?.parts.find((one) => one.name === name)?.score;
};
const bought = (count: number, lastAt: Date) => ({ orders: { ...aFriend().orders, count, lastAt } });
const sent = (day: number, clickedAt: Date | null = null) => ({ id: `c${day}`, acceptedAt: daysAfter(day), clickedAt });
const answer = (score: number) => ({ id: `s${score}`, score, at: START });

const talk = (state: ConversationState, since: Date): Partial<Friend> => ({
  conversation: { id: 'a', state, since, heldSince: null, rev: 1 },
});

describe('the parts', () => {
  test.each<[string, string, Partial<Friend>, number | null]>([
    ['recency is full on the day', 'recency', { lastActiveAt: NOW }, 100],
    ['recency halves with every 30 days', 'recency', { lastActiveAt: START }, 50],
    ['recency is a quarter after 60 days', 'recency', { lastActiveAt: daysAfter(-30) }, 25],
    ['recency of somebody who never did anything is unknown', 'recency', {}, null],
    ['intensity of 5 gives half', 'intensity', { tags: [aTag({ v: 5 })] }, 50],
    [
      'intensities add up: 10 gives three quarters',
      'intensity',
      { tags: [aTag({ v: 4 }), aTag({ tagId: 'b', v: 6 })] },
      75,
    ],
    ['intensity counts as it has faded', 'intensity', { tags: [aTag({ v: 10, fading: halfLife(30) })] }, 50],
    ['an ended tag counts for nothing', 'intensity', { tags: [aTag({ v: 10, expiresAt: daysAfter(29) })] }, 0],
    ['intensity without tags is unknown', 'intensity', {}, null],
    ['two orders, the last today, give three quarters', 'purchases', bought(2, NOW), 75],
    ['half a year later a quarter of the points is gone', 'purchases', bought(2, daysAfter(-150)), 50],
    ['purchases without an order are unknown', 'purchases', {}, null],
    ['the best answers give all', 'satisfaction', { surveys: [answer(5)] }, 100],
    ['the mean of 2 and 5 gives 63', 'satisfaction', { surveys: [answer(2), answer(5)] }, 63],
    ['satisfaction without answers is unknown', 'satisfaction', {}, null],
    ['an issue opened just now leaves 60', 'openIssues', talk('open', NOW), 60],
    ['one open for a week leaves nothing', 'openIssues', talk('open', daysAfter(23)), 0],
    ['a snoozed one leaves 80', 'openIssues', talk('snoozed', START), 80],
    ['a resolved one leaves all', 'openIssues', talk('resolved', START), 100],
    ['without an inbox issues are unknown', 'openIssues', {}, null],
    ['whoever blocked us is at full risk', 'blockRisk', { standing: 'blocked' }, 0],
    ['nothing sent lately says nothing of the risk', 'blockRisk', { standing: 'following', lastActiveAt: NOW }, null],
    [
      'two campaigns without an echo leave 72',
      'blockRisk',
      { standing: 'following', lastActiveAt: START, campaigns: [sent(20), sent(10)] },
      72,
    ],
    [
      'a click or an activity afterwards is an echo',
      'blockRisk',
      { standing: 'following', lastActiveAt: daysAfter(15), campaigns: [sent(20, daysAfter(21)), sent(10)] },
      100,
    ],
  ])('%s', (_promise, name, changes, score) => {
    expect(part(changes, name)).toBe(score);
  });
});

describe('the score', () => {
  const all: Partial<Friend> = {
    lastActiveAt: START, // 50
    tags: [aTag({ v: 5 })], // 50
    ...bought(2, NOW), // 75
    surveys: [answer(5)], // 100
    ...talk('resolved', START), // 100
    campaigns: [sent(20)], // 85
  };
  test('is the weighted mean of all parts', () => {
    // 50*25 + 50*15 + 75*25 + 100*15 + 100*10 + 85*10 = 7225
    expect(look(all)).toMatchObject({ score: 72, at: NOW });
  });
  test('leaves out what is unknown, and says so: the others count for more', () => {
    const health = look({ ...all, surveys: [] });
    // 5725 of 85
    expect(health).toMatchObject({ score: 67 });
    expect(health?.parts.filter(({ score }) => score === null).map(({ name }) => name)).toEqual(['satisfaction']);
  });
  test('is none when nothing is known', () => {
    expect(look({})).toBeNull();
  });
  test('counts as the same until it moved by a point or something became known', () => {
    const one = look(all);
    expect(isSameHealth(one, look(all, after(60_000, NOW)))).toBe(true);
    expect(isSameHealth(one, look(all, daysAfter(9, NOW)))).toBe(false);
    expect(isSameHealth(one, look({ ...all, surveys: [] }))).toBe(false);
    expect(isSameHealth(one, null)).toBe(false);
    expect(isSameHealth(null, null)).toBe(true);
  });
  const checkAt = (friend: Friend, now: Date) =>
    nextHealthCheckAt(friend, decideHealth(friend, DEFAULT_SETTINGS, now), DEFAULT_SETTINGS, now);
  test('is looked at again once a day, at the time of day of each friend', () => {
    const friend = aFriend({ createdAt: after(5_000), lastActiveAt: START });
    expect(checkAt(friend, after(5_000))).toEqual(daysAfter(1, after(5_000)));
    expect(checkAt(friend, daysAfter(3))).toEqual(daysAfter(3, after(5_000)));
  });
  test('is not looked at again once nothing fades any more', () => {
    const gone = aFriend({ lastActiveAt: START });
    expect(checkAt(gone, daysAfter(200))).not.toBeNull();
    expect(checkAt(gone, daysAfter(300))).toBeNull();
    expect(checkAt(aFriend(), START)).toBeNull();
  });
});
