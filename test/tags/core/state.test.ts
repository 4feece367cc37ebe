import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { fallsBelowAt, intensityAt, isActive, type FriendTag } from '../../../src/friends/core/friend-tag.js';
import { applyOnce, foldLedger, halfLifeDaysOf, levelOf, type Application } from '../../../src/tags/core/state.js';
import type { TagBehaviour } from '../../../src/tags/core/tag.js';
import { DAY_MS, daysAfter, hoursAfter, START } from '../../friends/a-friend.js';
import { decaying, validFor72Hours } from '../a-behaviour.js';

const TAG = 'test-drive-intent';
const apply = (hours: number, weight = 1, eventId = `event-${hours}`): Application => ({
  eventId,
  at: hoursAfter(hours),
  weight,
});
function fold(tag: TagBehaviour, applications: Application[]): FriendTag {
  const state = foldLedger(TAG, tag, applications);
  if (!state) throw new Error('The ledger is empty.');
  return state;
}

describe('validity of 72 hours', () => {
  const twice = [apply(0), apply(48)];

  test('restarts with each application: over at hour 120, exclusive', () => {
    const state = fold(validFor72Hours('restart'), twice);
    expect(state.expiresAt).toEqual(hoursAfter(120));
    expect(isActive(state, hoursAfter(100))).toBe(true);
    expect(isActive(state, new Date(hoursAfter(120).getTime() - 1))).toBe(true);
    expect(isActive(state, hoursAfter(120))).toBe(false);
  });

  test('is kept by an application while it runs: over at hour 72', () => {
    const state = fold(validFor72Hours('keep'), twice);
    expect(state.expiresAt).toEqual(hoursAfter(72));
    expect(isActive(state, hoursAfter(73))).toBe(false);
  });

  test('starts anew with an application at the very instant of its end', () => {
    expect(fold(validFor72Hours('keep'), [apply(0), apply(72)]).expiresAt).toEqual(hoursAfter(144));
  });

  test('counts in days too', () => {
    const tag: TagBehaviour = { validity: { ttl: { n: 3, unit: 'day' }, onReapply: 'restart' } };
    expect(fold(tag, [apply(0)]).expiresAt).toEqual(daysAfter(3));
  });

  test('moves lastAt also when the expiry is kept', () => {
    expect(fold(validFor72Hours('keep'), twice)).toMatchObject({ firstAt: START, lastAt: hoursAfter(48), count: 2 });
  });

  test('never ends for a tag without validity', () => {
    expect(fold({}, twice).expiresAt).toBeNull();
  });
});

describe('intensity', () => {
  test.each([
    ['at day 14', [apply(0, 10)], 14, 5],
    ['at day 28', [apply(0, 10)], 28, 2.5],
    ['after 4 more at day 14', [apply(0, 10), apply(14 * 24, 4)], 14, 9],
  ])('of 10 with a half-life of 14 days, %s', (_when, applications, days, expected) => {
    expect(intensityAt(fold(decaying(), applications), daysAfter(days))).toBe(expected);
  });

  test('without decay is the sum', () => {
    expect(fold({}, [apply(0), apply(24, 2), apply(24 * 365, 3)])).toMatchObject({
      v: 6,
      count: 3,
      halfLifeDays: null,
    });
  });

  test('stops at its maximum, while the count goes on', () => {
    expect(fold(decaying({ max: 5 }), [apply(0, 4), apply(0, 4, 'event-again')])).toMatchObject({ v: 5, count: 2 });
  });

  test('follows the half-life of the definition, also for a state stored before it changed', () => {
    const stored = fold(decaying(), [apply(0, 8)]);
    const tag = decaying({ decay: { kind: 'halfLife', days: 7 } });
    expect(applyOnce(stored, TAG, tag, apply(7 * 24, 1))).toMatchObject({ v: 5, halfLifeDays: 7 });
  });

  test('is stored with the key that a query compares', () => {
    const { k } = fold(decaying(), [apply(0, 8)]);
    expect(k).toBeCloseTo(3 + START.getTime() / DAY_MS / 14, 9);
  });
});

describe('levels', () => {
  test.each([
    [0.99, null],
    [1, 'L1'],
    [2.99, 'L1'],
    [3, 'L2'],
    [9.99, 'L3'],
    [10, 'L4'],
    [999, 'L4'],
  ])('an intensity of %d is level %s', (v, level) => {
    expect(levelOf(decaying(), v)).toBe(level);
  });

  test('a tag without levels reaches none', () => {
    expect(levelOf({}, 999)).toBeNull();
  });

  test('the state names the level reached when the tag was applied last', () => {
    expect(fold(decaying(), [apply(0, 6)]).level).toBe('L3');
    expect(fold(decaying(), [apply(0, 6), apply(28 * 24, 1)]).level).toBe('L1');
  });

  test('level 3 of 6 is lost after 14 · log2(10/6) = 10.32 days', () => {
    const at = fallsBelowAt(fold(decaying(), [apply(0, 10)]), 6);
    expect((Number(at) - START.getTime()) / DAY_MS).toBeCloseTo(10.3175, 4);
  });
});

test.each([
  ['no intensity', {}, null],
  ['no decay', decaying({ decay: { kind: 'none' } }), null],
  ['a half-life', decaying(), 14],
])('a tag with %s has its half-life in days', (_what, tag, days) => {
  expect(halfLifeDaysOf(tag)).toBe(days);
});

test('an empty ledger is no tag', () => {
  expect(foldLedger(TAG, decaying(), [])).toBeNull();
});

describe('the state is a fold of the ledger', () => {
  const ledger = fc.array(
    fc.record({
      eventId: fc.constantFrom('a', 'b', 'c', 'd'),
      at: fc.integer({ min: 0, max: 400 }).map(hoursAfter),
      weight: fc.oneof(fc.constantFrom(0.1, 0.2, 0.3, 1, 3), fc.double({ min: 0.001, max: 1_000, noNaN: true })),
    }),
    { minLength: 1, maxLength: 10 },
  );
  const behaviour = fc.constantFrom<TagBehaviour>(
    {},
    decaying(),
    decaying({ max: 5, decay: { kind: 'none' } }),
    { ...decaying({ decay: { kind: 'halfLife', days: 0.5 } }), ...validFor72Hours('keep') },
    { ...decaying(), ...validFor72Hours('restart') },
  );

  test('the same for every order of arrival, to the last bit', () => {
    const twoOrders = ledger.chain((drawn) =>
      fc.tuple(fc.constant(drawn), fc.shuffledSubarray(drawn, { minLength: drawn.length })),
    );
    fc.assert(
      fc.property(behaviour, twoOrders, (tag, [one, other]) => {
        expect(foldLedger(TAG, tag, other)).toEqual(foldLedger(TAG, tag, one));
      }),
    );
  });

  test('also where one event applies a tag by several rules at one instant', () => {
    const applications = [0.1, 0.2, 0.3].map((weight) => apply(0, weight, 'one-event'));
    expect(fold({}, applications.toReversed()).v).toBe(fold({}, applications).v);
  });

  test('the same as applying one after the other as they come in order', () => {
    fc.assert(
      fc.property(behaviour, ledger, (tag, drawn) => {
        const inOrder = drawn
          .map((one, index) => ({ ...one, eventId: `${one.eventId}-${index}` }))
          .toSorted((one, other) => one.at.getTime() - other.at.getTime() || (one.eventId < other.eventId ? -1 : 1));
        const applied = inOrder.reduce<FriendTag | null>((state, one) => applyOnce(state, TAG, tag, one), null);
        expect(foldLedger(TAG, tag, inOrder.toReversed())).toEqual(applied);
      }),
    );
  });

  test('within bounds: first, last and count are those of the ledger, intensity is above 0 and at most the maximum', () => {
    fc.assert(
      fc.property(behaviour, ledger, (tag, drawn) => {
        const times = drawn.map(({ at }) => at.getTime());
        const state = fold(tag, drawn);
        expect(state).toMatchObject({
          firstAt: new Date(Math.min(...times)),
          lastAt: new Date(Math.max(...times)),
          vAt: new Date(Math.max(...times)),
          count: drawn.length,
        });
        expect(state.v).toBeGreaterThan(0);
        expect(state.v).toBeLessThanOrEqual(tag.intensity?.max ?? Number.POSITIVE_INFINITY);
      }),
    );
  });

  test('leaving the ledger as it was', () => {
    const applications = [apply(2), apply(1)];
    fold({}, applications);
    expect(applications).toEqual([apply(2), apply(1)]);
  });
});
