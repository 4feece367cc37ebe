import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { chooseArm, measureUplift, wilsonInterval } from '../../../src/campaigns/core/experiment.js';

describe('an interval of a share', () => {
  test("is Wilson's: 10 of 100 lies between 5.5 and 17.4 %", () => {
    const { low, high } = wilsonInterval({ total: 100, succeeded: 10 });
    expect(low).toBeCloseTo(0.0552, 4);
    expect(high).toBeCloseTo(0.1744, 4);
  });

  test('holds its share, within 0 and 1, also for none and for all', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (total, part) => {
        const succeeded = Math.floor(total * part);
        const { low, high } = wilsonInterval({ total, succeeded });
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low - 1e-9).toBeLessThanOrEqual(succeeded / total);
        expect(high + 1e-9).toBeGreaterThanOrEqual(succeeded / total);
      }),
    );
    expect(wilsonInterval({ total: 0, succeeded: 0 })).toEqual({ low: 0, high: 1 });
  });
});

describe('uplift', () => {
  test("is Newcombe's difference of two shares: 56 of 70 and 48 of 80 (his example)", () => {
    const { difference, interval } = measureUplift({ total: 70, succeeded: 56 }, { total: 80, succeeded: 48 }, true);
    expect(difference).toBeCloseTo(0.2, 4);
    expect(interval?.low).toBeCloseTo(0.0524, 3);
    expect(interval?.high).toBeCloseTo(0.3339, 3);
  });

  test.each([
    ['too few are no ground to say anything', [29, 9], [1_000, 0], true, 'collecting'],
    ['before the time is over nothing is said', [1_000, 200], [1_000, 100], false, 'collecting'],
    ['a difference that may be chance is none', [1_000, 105], [1_000, 100], true, 'inconclusive'],
    ['a difference that is not is told', [1_000, 150], [1_000, 100], true, 'separated'],
    ['also when it is for the worse', [1_000, 100], [1_000, 150], true, 'separated'],
  ] as const)('%s', (_promise, [total, succeeded], [of, did], isOver, verdict) => {
    expect(measureUplift({ total, succeeded }, { total: of, succeeded: did }, isOver).verdict).toBe(verdict);
  });
});

test.each([
  [
    'the better share wins, not the greater number',
    [
      ['a', 200, 20],
      ['b', 100, 15],
    ],
    100,
    { arm: 'b', because: 'bestRate' },
  ],
  [
    'of equals the first',
    [
      ['a', 100, 10],
      ['b', 100, 10],
    ],
    100,
    { arm: 'a', because: 'bestRate' },
  ],
  [
    'when one has too few, the first',
    [
      ['a', 100, 1],
      ['b', 99, 99],
    ],
    100,
    { arm: 'a', because: 'tooFew' },
  ],
] as const)('%s', (_promise, arms, minimum, chosen) => {
  const rates = arms.map(([arm, total, succeeded]) => ({ arm, total, succeeded }));
  expect(chooseArm(rates, minimum)).toEqual(chosen);
});
