import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { Friend } from '../../../src/friends/core/friend.js';
import { idleBetween } from '../../../src/friends/core/idle.js';
import { decideActivityStatus } from '../../../src/lifecycle/core/activity-status.js';
import { DEFAULT_SETTINGS, LifecycleSettings } from '../../../src/lifecycle/core/settings.js';
import { after, aFriend, daysAfter, START } from '../../friends/a-friend.js';

const look = (friend: Friend, now: Date) => decideActivityStatus(friend, DEFAULT_SETTINGS, now);
const quiet = (changes: Partial<Friend> = {}) => aFriend({ lastActiveAt: START, ...changes });

describe('a friend who does nothing more', () => {
  test.each([
    ['is active at once', START, 'active', START, daysAfter(30)],
    ['is active until the last millisecond of day 30', daysAfter(30, after(-1)), 'active', START, daysAfter(30)],
    ['is at risk from then on', daysAfter(30), 'atRisk', daysAfter(30), daysAfter(90)],
    ['is still at risk a millisecond before day 90', daysAfter(90, after(-1)), 'atRisk', daysAfter(30), daysAfter(90)],
    ['is dormant after 90 days', daysAfter(90), 'dormant', daysAfter(90), daysAfter(180)],
    ['is lost after 180 days', daysAfter(180), 'lost', daysAfter(180), null],
    ['stays lost', daysAfter(2_000), 'lost', daysAfter(180), null],
  ])('%s', (_promise, now, name, since, nextCheckAt) => {
    expect(look(quiet(), now)).toEqual({ name, since, nextCheckAt });
  });

  test('is counted from when we know them when they never did anything', () => {
    expect(look(aFriend(), daysAfter(30))).toMatchObject({ name: 'atRisk', since: daysAfter(30) });
    expect(look(aFriend({ followedAt: daysAfter(5) }), daysAfter(30))).toMatchObject({ name: 'active' });
  });
});

describe('a friend who does something again', () => {
  const dormant = { name: 'dormant', since: daysAfter(90) } as const;

  test('has returned for 30 days when they had been dormant, then is active', () => {
    const back = quiet({ lastActiveAt: daysAfter(100), activityStatus: dormant });
    expect(look(back, daysAfter(100))).toEqual({
      name: 'returned',
      since: daysAfter(100),
      nextCheckAt: daysAfter(130),
    });
    const seen = {
      ...back,
      lastActiveAt: daysAfter(120),
      activityStatus: { name: 'returned', since: daysAfter(100) },
    } as const;
    expect(look(seen, daysAfter(130, after(-1)))).toMatchObject({ name: 'returned', since: daysAfter(100) });
    expect(look(seen, daysAfter(130))).toEqual({ name: 'active', since: daysAfter(130), nextCheckAt: daysAfter(150) });
  });

  test('is active, not returned, when they had only been at risk', () => {
    const back = quiet({ lastActiveAt: daysAfter(40), activityStatus: { name: 'atRisk', since: daysAfter(30) } });
    expect(look(back, daysAfter(41))).toMatchObject({ name: 'active', since: daysAfter(40) });
  });

  test('has returned also when nobody looked during the pause', () => {
    const back = quiet({ lastActiveAt: daysAfter(100), activityStatus: { name: 'active', since: START } });
    expect(look({ ...back, idle: { from: START, to: daysAfter(100) } }, daysAfter(100))).toMatchObject({
      name: 'returned',
      since: daysAfter(100),
    });
  });

  test('who is dormant does not return because the thresholds were raised', () => {
    const patient = { ...DEFAULT_SETTINGS, atRiskAfterDays: 100, dormantAfterDays: 200, lostAfterDays: 300 };
    expect(decideActivityStatus(quiet({ activityStatus: dormant }), patient, daysAfter(95))).toMatchObject({
      name: 'active',
    });
  });
});

test('replaying the whole history gives what looking at any moments in between gave', () => {
  const step = fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: 1, max: 12 }).map((days) => days * 0.7) },
    { weight: 3, arbitrary: fc.constantFrom(1, 29, 30, 31, 60, 89, 90, 91, 179, 180, 181) },
    { weight: 1, arbitrary: fc.double({ min: 0.01, max: 400, noNaN: true }) },
  );
  const DAY = 24 * 3_600_000;
  const play = (gaps: number[], restMs: number, looks: number[], isWatched: boolean) => {
    let friend = quiet();
    const note = (now: Date) => {
      const { name, since } = look(friend, now);
      friend = { ...friend, activityStatus: { name, since } };
    };
    note(START);
    let at = START.getTime();
    gaps.forEach((gap, index) => {
      const from = new Date(at);
      const to = new Date(at + Math.round(gap * DAY));
      if (isWatched)
        for (const share of looks)
          if ((share * (index + 1)) % 2 < 1) note(new Date(at + Math.floor((to.getTime() - at) * share)));
      friend = { ...friend, lastActiveAt: to, idle: idleBetween(from, to) ?? friend.idle ?? null };
      note(to);
      at = to.getTime();
    });
    note(new Date(at + restMs));
    return friend.activityStatus;
  };
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 12 }),
      fc.integer({ min: 0, max: 200 * DAY }),
      fc
        .uniqueArray(fc.double({ min: 0, max: 0.999, noNaN: true }), { maxLength: 4 })
        .map((shares) => shares.toSorted((a, b) => a - b)),
      (gaps, restMs, looks) => {
        expect(play(gaps, restMs, looks, true)).toEqual(play(gaps, restMs, looks, false));
      },
    ),
    { numRuns: 1_000 },
  );
});

test('nothing changes before nextCheckAt, whatever the friend and the settings', () => {
  const status = fc.record({
    name: fc.constantFrom('active', 'atRisk', 'dormant', 'lost', 'returned'),
    since: fc.integer({ min: -200, max: 0 }).map((days) => daysAfter(days)),
  });
  const friends = fc.record({
    lastActiveAt: fc.option(fc.integer({ min: -300, max: 0 }).map((days) => daysAfter(days))),
    activityStatus: fc.option(status),
  });
  fc.assert(
    fc.property(
      friends,
      fc.integer({ min: 0, max: 100 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (given, day, share) => {
        const friend = aFriend({ createdAt: daysAfter(-400), ...given });
        const now = daysAfter(day);
        const { name, since, nextCheckAt } = look(friend, now);
        const settled = { ...friend, activityStatus: { name, since } };
        const end = (nextCheckAt ?? daysAfter(5_000)).getTime() - 1;
        const between = new Date(now.getTime() + Math.floor(share * (end - now.getTime())));
        expect(look(settled, between)).toMatchObject({ name, since });
        if (nextCheckAt) expect(look(settled, nextCheckAt).name).not.toBe(name);
      },
    ),
    { numRuns: 1_000 },
  );
});

describe('settings', () => {
  test('are refused when the thresholds do not rise, or nothing weighs anything', () => {
    const refused = (changes: object) =>
      LifecycleSettings.safeParse({ ...DEFAULT_SETTINGS, ...changes }).error?.issues[0]?.message;
    expect(refused({ dormantAfterDays: 30 })).toContain('must rise in this order');
    expect(refused({ atRiskAfterDays: 0 })).toContain('Too small');
    const nothing = Object.fromEntries(Object.keys(DEFAULT_SETTINGS.healthWeights).map((part) => [part, 0]));
    expect(refused({ healthWeights: nothing })).toContain('above 0');
    expect(LifecycleSettings.parse(DEFAULT_SETTINGS)).toEqual(DEFAULT_SETTINGS);
  });
});
