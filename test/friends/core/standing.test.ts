import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { decideStanding } from '../../../src/friends/core/standing.js';
import { aFriend, hoursAfter } from '../a-friend.js';

type Happened = { type: 'follow' | 'unfollow'; at: Date };
const fields = ({ standing, standingAt, followedAt, blockedAt }: ReturnType<typeof aFriend>) => ({
  standing,
  standingAt,
  followedAt,
  blockedAt,
});
const stranger = fields(aFriend());
const follow = (hours: number): Happened => ({ type: 'follow', at: hoursAfter(hours) });
const unfollow = (hours: number): Happened => ({ type: 'unfollow', at: hoursAfter(hours) });
const replay = (history: Happened[]) =>
  history.reduce((friend, event) => decideStanding(friend, event) ?? friend, stranger);

test.each([
  ['a first follow', [follow(1)], { standing: 'following', standingAt: 1, followedAt: 1, blockedAt: null }],
  ['an unfollow', [follow(1), unfollow(2)], { standing: 'blocked', standingAt: 2, followedAt: 1, blockedAt: 2 }],
  [
    'a return, which keeps the first follow',
    [follow(1), unfollow(2), follow(3)],
    { standing: 'following', standingAt: 3, followedAt: 1, blockedAt: null },
  ],
  [
    'an unfollow that arrives after the return',
    [follow(1), follow(3), unfollow(2)],
    { standing: 'following', standingAt: 3, followedAt: 1, blockedAt: null },
  ],
  [
    'a first follow that arrives after the unfollow',
    [unfollow(2), follow(1)],
    { standing: 'blocked', standingAt: 2, followedAt: 1, blockedAt: 2 },
  ],
  [
    'an unfollow of somebody who never followed',
    [unfollow(2)],
    { standing: 'blocked', standingAt: 2, followedAt: null, blockedAt: 2 },
  ],
  [
    'both at the same instant: the unfollow holds',
    [unfollow(1), follow(1)],
    { standing: 'blocked', standingAt: 1, followedAt: 1, blockedAt: 1 },
  ],
] as const)('%s', (_what, history, { standing, standingAt, followedAt, blockedAt }) => {
  const at = (hours: number | null) => (hours === null ? null : hoursAfter(hours));
  expect(replay([...history])).toEqual({
    standing,
    standingAt: at(standingAt),
    followedAt: at(followedAt),
    blockedAt: at(blockedAt),
  });
});

describe('whatever the order in which events arrive', () => {
  const history = fc.array(
    fc.record({ type: fc.constantFrom('follow' as const, 'unfollow' as const), at: fc.integer({ min: 0, max: 9 }) }),
    { minLength: 1, maxLength: 12 },
  );
  const toEvents = (drawn: { type: Happened['type']; at: number }[]) =>
    drawn.map(({ type, at }) => ({ type, at: hoursAfter(at) }));

  test('the friend ends the same', () => {
    const twoOrders = history.chain((drawn) =>
      fc.tuple(fc.constant(drawn), fc.shuffledSubarray(drawn, { minLength: drawn.length })),
    );
    fc.assert(
      fc.property(twoOrders, ([one, other]) => {
        expect(replay(toEvents(one))).toEqual(replay(toEvents(other)));
      }),
    );
  });

  test('an event that arrives again changes nothing', () => {
    fc.assert(
      fc.property(history, fc.nat(), (drawn, chosen) => {
        const events = toEvents(drawn);
        const again = events[chosen % events.length];
        expect(again && decideStanding(replay(events), again)).toBeNull();
      }),
    );
  });

  test('blockedAt is there exactly while the friend has blocked us', () => {
    fc.assert(
      fc.property(history, (drawn) => {
        const { standing, blockedAt } = replay(toEvents(drawn));
        expect(blockedAt !== null).toBe(standing === 'blocked');
      }),
    );
  });
});
