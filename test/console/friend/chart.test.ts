import { expect, test } from '@jest/globals';
import { curveOf, pathOf, scaleOf } from '../../../src/console/friend/chart.js';

const DAY_MS = 86_400_000;
const day = (number: number) => new Date(number * DAY_MS).toISOString();
const entry = (on: number, before: number | null, after: number | null, suppressed: 'cooldown' | null = null) => ({
  at: day(on),
  before,
  after,
  suppressed,
});

test('a tag goes up at once where something was recorded, and what changed nothing is not drawn', () => {
  const ledger = [entry(4, 1, 3), entry(3, 1, 1, 'cooldown'), entry(1, null, 1)]; // newest first
  expect(curveOf(ledger, { at: 5 * DAY_MS, value: 3 }, false)).toEqual([
    { at: DAY_MS, value: 0 },
    { at: DAY_MS, value: 1 },
    { at: 4 * DAY_MS, value: 1 },
    { at: 4 * DAY_MS, value: 3 },
    { at: 5 * DAY_MS, value: 3 },
  ]);
});

test('what fades by halves has half of it left halfway to a quarter', () => {
  const points = curveOf([entry(0, null, 8)], { at: 2 * DAY_MS, value: 2 }, true);
  const halfway = points.find(({ at }) => at === DAY_MS);
  expect(halfway?.value).toBeCloseTo(4, 9);
});

test('nothing stands at the bottom, and every level fits in the frame', () => {
  const points = curveOf([entry(1, null, 2)], { at: 3 * DAY_MS, value: 2 }, false);
  const scale = scaleOf(points, [5], { width: 100, height: 50 });
  expect([scale.y(0), scale.x(DAY_MS), scale.x(3 * DAY_MS)]).toEqual([50, 0, 100]);
  expect(scale.y(5)).toBeGreaterThan(0);
  expect(pathOf(points, scale)).toMatch(/^M0\.0 50\.0L0\.0 \d+\.\d/);
});
