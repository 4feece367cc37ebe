import { expect, test } from '@jest/globals';
import { counts, owedForRefunds, PointRule, pointsForAmount, withinDailyMax } from '../../../src/points/core/rules.js';

const RATE = { points: 1, perMinor: 100 };
const aRule = (changes: object = {}) => ({
  name: 'Service visit',
  when: { kind: 'activity', activityKind: 'service.visited', points: 5 },
  ...changes,
});

test.each([
  [0, 0],
  [99, 0],
  [100, 1],
  [10_050, 100],
])('an amount of %i gives %i points at one for a hundred', (amount, points) => {
  expect(pointsForAmount(RATE, amount)).toBe(points);
});

test.each([
  // given, taken back, refunded of 10,050: owed
  [100, 0, 0, 0],
  [100, 0, 40, 0],
  [100, 0, 60, 1],
  [100, 1, 60, 0],
  [100, 1, 5_000, 49],
  [100, 50, 10_050, 50],
  [30, 0, 5_000, 0], // a daily limit had given less than what is still deserved
  [30, 0, 10_050, 30],
])('of %i points, %i taken back, a refund of %i takes %i', (given, taken, refundedMinor, owed) => {
  expect(owedForRefunds(given, taken, RATE, { totalMinor: 10_050, refundedMinor })).toBe(owed);
});

test('a daily limit leaves what is not yet given', () => {
  expect(withinDailyMax(5, null, 1_000)).toBe(5);
  expect(withinDailyMax(5, 12, 10)).toBe(2);
  expect(withinDailyMax(5, 12, 12)).toBe(0);
});

test('a rule counts from its beginning until before its end', () => {
  const from = new Date(1_000);
  const until = new Date(2_000);
  const at = (ms: number, isEnabled = true) => counts({ from, until, isEnabled }, new Date(ms));
  expect([at(999), at(1_000), at(1_999), at(2_000), at(1_500, false)]).toEqual([false, true, true, false, false]);
});

test('points beget no points, and orders are given for by their own kind of rule', () => {
  expect(PointRule.safeParse(aRule()).success).toBe(true);
  for (const activityKind of ['points.expiring', 'order.placed', 'visit'])
    expect(PointRule.safeParse(aRule({ when: { kind: 'activity', activityKind, points: 5 } })).success).toBe(false);
});
