import { describe, expect, test } from '@jest/globals';
import { planLinks } from '../../../src/richmenus/core/plan-links.js';
import { after, START } from '../../friends/a-friend.js';

const NOW = after(60_000);
const SIZE = 50;

/** Friends who are owed a menu for so many milliseconds each. */
const owed = (name: string | null, ...agesMs: number[]) =>
  agesMs.map((age) => ({
    menu: {
      desired: name === null ? null : { name, language: 'en', rule: 'r', at: START },
      linked: null,
      owedAt: after(-age, NOW),
    },
  }));
const many = (count: number, ageMs: number) => Array.from({ length: count }, () => ageMs);
const plan = (
  friends: ReturnType<typeof owed>,
  { isCut = false, areMoreComing = false, told = 0, size = SIZE } = {},
) => {
  const { groups, waitMs } = planLinks(friends, { now: NOW, size, isCut, areMoreComing, recentlyTold: () => told });
  return { calls: groups.map(({ menu, friends }) => [menu?.name ?? null, friends.length]), waitMs };
};

describe('friends who are owed a menu', () => {
  test('fill calls that leave at once; the rest waits for who comes in the same moment', () => {
    expect(plan(owed('vip', ...many(120, 10)))).toEqual({
      calls: [
        ['vip', 50],
        ['vip', 50],
      ],
      waitMs: 1_990,
    });
  });

  test('leave when nobody was added for a moment', () => {
    expect(plan(owed('vip', ...many(20, 300)))).toEqual({ calls: [['vip', 20]], waitMs: null });
    expect(plan(owed('vip', ...many(20, 300), 100))).toEqual({ calls: [], waitMs: 200 });
  });

  test('leave when somebody has waited for long, although others come all the time', () => {
    expect(plan(owed('vip', ...many(20, 9_000), 0, 10_000))).toEqual({ calls: [['vip', 22]], waitMs: null });
  });

  test('do not wait for long when they come one by one', () => {
    expect(plan(owed('vip', 300, 200, 100, 0))).toEqual({ calls: [['vip', 4]], waitMs: null });
    expect(plan(owed('vip', 120))).toEqual({ calls: [], waitMs: 180 });
  });

  test('wait for one another when they are the last so far of a storm', () => {
    const few = owed('vip', 300, 200, 100, 0);
    expect(plan(few, { told: 500 })).toEqual({ calls: [], waitMs: 2_000 });
    expect(plan(owed('vip', 2_100, 2_000), { told: 500 })).toEqual({ calls: [['vip', 2]], waitMs: null });
    expect(plan(owed('vip', 29_000, 0), { told: 500 })).toEqual({ calls: [], waitMs: 1_000 });
    expect(plan(owed('vip', 30_000, 0), { told: 500 })).toEqual({ calls: [['vip', 2]], waitMs: null });
    // 150 in ten seconds fill a call of 500 in 33 seconds, which is too long to wait for.
    expect(plan(owed('vip', 9_000, 0), { told: 148, size: 500 }).waitMs).toBe(1_000);
    expect(plan(owed('vip', 9_000, 0), { told: 298, size: 500 }).waitMs).toBe(2_000);
  });

  test('share a call with those of the same menu alone, none being one too', () => {
    expect(plan([...owed('vip', 300), ...owed(null, 400, 400), ...owed('owner', 500)])).toEqual({
      calls: [
        ['vip', 1],
        [null, 2],
        ['owner', 1],
      ],
      waitMs: null,
    });
  });

  test('of a storm wait through a pause of it while more are known to come, a minute at most', () => {
    const friends = owed('vip', ...many(30, 4_000));
    expect(plan(friends, { told: 200 }).calls).toEqual([['vip', 30]]);
    expect(plan(friends, { told: 200, areMoreComing: true })).toEqual({ calls: [], waitMs: 56_000 });
    expect(plan(friends, { areMoreComing: true })).toEqual({ calls: [], waitMs: 56_000 });
    expect(plan(owed('vip', ...many(30, 60_000)), { told: 200, areMoreComing: true }).calls).toEqual([['vip', 30]]);
  });

  test('alone with a menu leave a storm after a moment, once in the longest wait', () => {
    expect(plan(owed('owner', 400), { areMoreComing: true })).toEqual({ calls: [], waitMs: 1_600 });
    expect(plan(owed('owner', 2_000), { areMoreComing: true }).calls).toEqual([['owner', 1]]);
    expect(plan(owed('owner', 2_000), { areMoreComing: true, told: 1 })).toEqual({ calls: [], waitMs: 58_000 });
  });

  test('leave in calls that are not full rather than keep out of sight those behind them', () => {
    const friends = [...owed('vip', ...many(30, 10)), ...owed('owner', ...many(20, 10))];
    expect(plan(friends).calls).toEqual([]);
    expect(plan(friends, { isCut: true })).toEqual({
      calls: [
        ['vip', 30],
        ['owner', 20],
      ],
      waitMs: null,
    });
  });
});
