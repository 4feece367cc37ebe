import { describe, expect, test } from '@jest/globals';
import { newFriend } from '../../../src/friends/core/friend.js';
import { ReferralProgram } from '../../../src/referrals/core/program.js';
import { decideOpening, refusalOf } from '../../../src/referrals/core/referral.js';

const now = new Date('2026-11-27T12:00:00Z');
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const friend = (changes: object = {}, createdAt = minutesAgo(60)) => ({
  ...newFriend({ id: 'F', channelId: '1', lineUserId: 'Uvisitor', at: createdAt, now: createdAt }),
  ...changes,
});
const open = (visitor: ReturnType<typeof friend> | null, lineUserId = 'Uvisitor') =>
  decideOpening({ lineUserId, visitor, earlier: null, now }, { lineUserId: 'Ureferrer', broughtBy: null });

describe('opening a friend’s link', () => {
  test.each([
    ['a stranger is welcome', null, 'welcome'],
    ['who wrote before but never followed is welcome', friend({ followedAt: null }), 'welcome'],
    ['who followed a moment ago is welcome', friend({ followedAt: minutesAgo(1) }, minutesAgo(1)), 'welcome'],
    [
      'a friend of some minutes is a friend already',
      friend({ followedAt: minutesAgo(3) }, minutesAgo(3)),
      'alreadyFriend',
    ],
    ['a friend of an hour is a friend already', friend({ followedAt: minutesAgo(60) }), 'alreadyFriend'],
    ['who blocked us is one too', friend({ followedAt: minutesAgo(60), standing: 'blocked' }), 'alreadyFriend'],
    [
      'who came and blocked a moment ago too',
      friend({ followedAt: minutesAgo(2), standing: 'blocked' }, minutesAgo(2)),
      'alreadyFriend',
    ],
  ] as const)('%s', (_what, visitor, opening) => {
    expect(open(visitor)).toBe(opening);
  });

  test('nobody is brought by whom they brought', () => {
    const visitor = friend({ followedAt: minutesAgo(1) }, minutesAgo(1));
    expect(
      decideOpening(
        { lineUserId: 'Uvisitor', visitor, earlier: null, now },
        { lineUserId: 'Ureferrer', broughtBy: 'F' },
      ),
    ).toBe('alreadyFriend');
  });

  test('nobody is brought again who was brought and blocked at once', () => {
    const asked = { lineUserId: 'Uvisitor', visitor: null, earlier: { state: 'reversed' as const }, now };
    expect(decideOpening(asked, { lineUserId: 'Ureferrer', broughtBy: null })).toBe('alreadyFriend');
  });

  test('nobody brings themselves', () => {
    expect(open(null, 'Ureferrer')).toBe('self');
  });
});

describe('a referral of somebody who joined', () => {
  const good = { isEnabled: true, referrer: friend(), rewardedLately: 2, per30DaysMax: 3 };
  test.each([
    [{}, null],
    [{ isEnabled: false }, 'programOff'],
    [{ referrer: null }, 'referrerGone'],
    [{ referrer: friend({ standing: 'blocked' }) }, 'referrerGone'],
    [{ referrer: friend({ blacklisted: { at: now, reason: 'fraud', by: 'x' } }) }, 'referrerGone'],
    [{ rewardedLately: 3 }, 'cap'],
  ])('with %j comes to %s', (changes, refusal) => {
    expect(refusalOf({ ...good, ...changes })).toBe(refusal);
  });
});

test('a program does not name a threshold twice', () => {
  const given = { isEnabled: true, referrerPoints: 1, refereePoints: 0 };
  const thresholds = [
    { count: 5, points: 10 },
    { count: 5, points: 20 },
  ];
  expect(ReferralProgram.safeParse(given).success).toBe(true);
  expect(ReferralProgram.safeParse({ ...given, thresholds }).success).toBe(false);
});
