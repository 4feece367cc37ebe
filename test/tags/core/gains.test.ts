import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { sumWithin, type Gain } from '../../../src/friends/core/friend-tag.js';
import { changeRise, changeWindow, delayed, withinWindow } from '../../../src/tags/core/gains.js';
import { daysAfter, hoursAfter, START } from '../../friends/a-friend.js';

const grown = (amounts: [number, number][], change = changeWindow) =>
  amounts.reduce<Gain[]>((gains, [hours, amount]) => change(gains, hoursAfter(hours), amount), []);

test('rows are newest first, each with the total from the newest to it', () => {
  expect(
    grown([
      [0, 3],
      [1, 2],
      [2, 1],
    ]),
  ).toEqual([
    { at: hoursAfter(2), sum: 1, olderAt: hoursAfter(1) },
    { at: hoursAfter(1), sum: 3, olderAt: START },
    { at: START, sum: 6, olderAt: null },
  ]);
});

test('what has left the window is let go, at the exact instant', () => {
  const gains = grown([
    [0, 3],
    [24, 2],
  ]);
  expect(withinWindow(gains, 1, daysAfter(1))).toEqual([{ at: hoursAfter(24), sum: 2, olderAt: null }]);
});

describe('many rows', () => {
  const many = (count: number, change = changeWindow) =>
    grown(
      Array.from({ length: count }, (_, index): [number, number] => [index, 1]),
      change,
    );

  test('are joined to at most 200 in a window, and none is lost', () => {
    const gains = many(1_000);
    expect(gains).toHaveLength(200);
    expect(gains.at(-1)).toMatchObject({ at: START, sum: 1_000, olderAt: null });
  });

  test('leave a window early by little, and never late', () => {
    const gains = many(720);
    for (const hours of [730, 800, 1_000, 1_300]) {
      const left = sumWithin(gains, 30, hoursAfter(hours));
      const exact = Math.min(720, 720 + 719 - hours);
      expect(left).toBeLessThanOrEqual(exact);
      expect(left).toBeGreaterThan(exact - 10);
    }
  });

  test('are joined to at most 30 where the rise is tracked, finer for what is new', () => {
    const gains = many(1_000, changeRise);
    expect(gains).toHaveLength(30);
    expect(gains.at(-1)?.sum).toBe(1_000);
    expect(sumWithin(gains, 0.25, hoursAfter(999))).toBeGreaterThanOrEqual(4);
    expect(sumWithin(gains, 7, hoursAfter(999))).toBeGreaterThan(120);
  });
});

test('a rise counts reductions too', () => {
  expect(
    sumWithin(
      grown(
        [
          [0, 3],
          [1, -2],
        ],
        changeRise,
      ),
      1,
      hoursAfter(1),
    ),
  ).toBe(1);
});

test('a window never holds less than nothing, whatever is taken', () => {
  const change = fc.tuple(fc.integer({ min: 0, max: 200 }), fc.integer({ min: -5, max: 5 }));
  fc.assert(
    fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
      const gains = grown(changes.toSorted(([one], [other]) => one - other));
      const sums = gains.map(({ sum }) => sum);
      expect(sums).toEqual(sums.toSorted((one, other) => one - other));
      expect(Math.min(0, ...sums)).toBe(0);
    }),
  );
});

test('gains delayed come later, all by the same', () => {
  const gains = grown([
    [0, 3],
    [1, 2],
  ]);
  expect(delayed(gains, 3_600_000)).toEqual(
    grown([
      [1, 3],
      [2, 2],
    ]),
  );
});
