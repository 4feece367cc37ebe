import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { cesOf, csatOf, npsOf, wilson } from '../../../src/surveys/core/figures.js';

describe('the Wilson interval', () => {
  // By hand, with z = 1.959964: of 10 with 8 hits the middle is (0.8 + 0.19207) / 1.38415 and the half width 0.22654.
  test.each([
    [8, 10, 0.8, 0.4902, 0.9433],
    [0, 10, 0, 0, 0.2775],
    [10, 10, 1, 0.7225, 1],
    [50, 100, 0.5, 0.4038, 0.5962],
  ])('of %i of %i', (hits, total, share, low, high) => {
    const found = wilson(hits, total);
    expect(found?.share).toBe(share);
    expect(found?.low).toBeCloseTo(low, 4);
    expect(found?.high).toBeCloseTo(high, 4);
  });

  test('holds the share and stays between 0 and 1', () => {
    fc.assert(
      fc.property(fc.nat(500), fc.nat(500), (hits, misses) => {
        const found = wilson(hits, hits + misses);
        if (!found) return expect(hits + misses).toBe(0);
        expect(found.low).toBeGreaterThanOrEqual(0);
        expect(found.low).toBeLessThanOrEqual(found.share + 1e-12);
        expect(found.high).toBeGreaterThanOrEqual(found.share - 1e-12);
        expect(found.high).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('CSAT', () => {
  test.each([
    ['without answers is not known', {}, undefined],
    ['of answers that are all zero is not known', { 4: 0, 5: 0 }, undefined],
    ['is 1 when everybody is content', { 4: 2, 5: 3 }, 1],
    ['is 0 when nobody is', { 1: 1, 2: 1, 3: 5 }, 0],
    ['counts 3 as not content', { 3: 1, 4: 1 }, 0.5],
    ['is the share of 4 and 5', { 1: 1, 2: 1, 3: 1, 4: 2, 5: 3 }, 0.625],
    ['knows no other scores', { 0: 9, 4: 1, 6: 9 }, 1],
  ])('%s', (_promise, counts, expected) => {
    expect(csatOf(counts)?.share).toBe(expected);
  });
});

test('NPS is promoters less detractors; 7 and 8 are neither', () => {
  expect(npsOf({ 0: 1, 6: 1, 7: 2, 8: 1, 9: 2, 10: 3 })).toMatchObject({
    nps: 30,
    promoters: { share: 0.5 },
    detractors: { share: 0.2 },
  });
  expect(npsOf({})).toBeNull();
});

test('CES is the mean of 1 to 7, with the share that found it easy', () => {
  expect(cesOf({ 1: 1, 4: 1, 5: 1, 7: 1 })).toMatchObject({ mean: 4.25, easy: { share: 0.5 } });
  expect(cesOf({})).toBeNull();
});
