import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { POINT_STEPS_KEPT, pointsAt } from '../../../src/friends/core/friend-points.js';
import {
  addLots,
  balanceOf,
  expiredLots,
  lotsToWarnOf,
  nextCheckAt,
  stepsOf,
  sumOf,
  takeFrom,
  type Lot,
} from '../../../src/points/core/lots.js';
import { daysAfter, START } from '../../friends/a-friend.js';

const lot = (points: number, days: number | null): Lot => ({
  expiresAt: days === null ? null : daysAfter(days),
  points,
});
const anyLot = fc
  .record({
    points: fc.integer({ min: 1, max: 500 }),
    days: fc.option(fc.integer({ min: -5, max: 40 }), { nil: null }),
  })
  .map(({ points, days }) => lot(points, days));
const anyLots = fc.array(anyLot, { maxLength: 30 }).map((lots) => addLots([], lots));

test('lots add up by their end, in any order, and empty ones are gone', () => {
  const changes = [lot(5, 3), lot(7, null), lot(-5, 3), lot(2, 1), lot(1, 1)];
  expect(addLots([], changes)).toEqual([lot(3, 1), lot(7, null)]);
  expect(addLots([], changes.toReversed())).toEqual([lot(3, 1), lot(7, null)]);
});

describe('taking points', () => {
  test('takes those first that end first, and none that are over', () => {
    const lots = [lot(9, -1), lot(5, 1), lot(5, 2), lot(5, null)];
    expect(takeFrom(lots, 7, START)).toEqual([lot(-5, 1), lot(-2, 2)]);
  });

  test('takes from the named lot before the others', () => {
    expect(takeFrom([lot(5, 1), lot(5, null)], 7, START, null)).toEqual([lot(-5, null), lot(-2, 1)]);
  });

  test('takes exactly what was asked for, or all there is', () => {
    fc.assert(
      fc.property(anyLots, fc.integer({ min: 0, max: 9_000 }), (lots, asked) => {
        const parts = takeFrom(lots, asked, START);
        expect(0 - sumOf(parts)).toBe(Math.min(asked, balanceOf(lots, START)));
        expect(addLots(lots, parts).every(({ points }) => points > 0)).toBe(true);
      }),
    );
  });
});

test('points end at their instant: a moment before they count', () => {
  const lots = [lot(5, 1), lot(2, null)];
  expect(balanceOf(lots, new Date(daysAfter(1).getTime() - 1))).toBe(7);
  expect(balanceOf(lots, daysAfter(1))).toBe(2);
  expect(expiredLots(lots, daysAfter(1))).toEqual([lot(5, 1)]);
});

test('the steps on the friend say the balance of the lots at any later time, as far as they go', () => {
  fc.assert(
    fc.property(anyLots, fc.integer({ min: 0, max: 50 }), (lots, days) => {
      const steps = stepsOf(lots, START);
      expect(steps.length).toBeLessThanOrEqual(POINT_STEPS_KEPT);
      const last = steps.at(-1)?.from ?? START;
      const at = daysAfter(days) < last || steps.length < POINT_STEPS_KEPT ? daysAfter(days) : last;
      expect(pointsAt({ seq: 1, steps, warnedThrough: null }, at)).toBe(balanceOf(lots, at));
    }),
  );
});

test('who has points that end soon is warned once of each end', () => {
  const lots = [lot(5, 3), lot(4, 8), lot(2, null)];
  const before = { warnDays: 7, warnedThrough: null, now: START };
  expect(nextCheckAt(lots, { ...before, now: daysAfter(-9) })).toEqual(daysAfter(-4));
  expect(lotsToWarnOf(lots, before)).toEqual([lot(5, 3)]);
  const warned = { ...before, warnedThrough: daysAfter(3) };
  expect(lotsToWarnOf(lots, warned)).toEqual([]);
  expect(nextCheckAt(lots, warned)).toEqual(daysAfter(1));
  expect(lotsToWarnOf(lots, { ...warned, now: daysAfter(1) })).toEqual([lot(4, 8)]);
  expect(lotsToWarnOf(lots, { ...before, warnDays: null })).toEqual([]);
});
