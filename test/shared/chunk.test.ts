import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { chunk } from '../../src/shared/chunk.js';

describe('runs of at most so many', () => {
  test.each([
    [[], 2, []],
    [[1], 2, [[1]]],
    [[1, 2], 2, [[1, 2]]],
    [[1, 2, 3], 2, [[1, 2], [3]]],
    [[1, 2, 3], 1, [[1], [2], [3]]],
  ])('%j in runs of %i are %j', (items, size, runs) => {
    expect(chunk(items, size)).toEqual(runs);
  });

  test('hold everything once, in order, each run full but the last', () => {
    fc.assert(
      fc.property(fc.array(fc.nat()), fc.integer({ min: 1, max: 9 }), (items, size) => {
        const runs = chunk(items, size);
        expect(runs.flat()).toEqual(items);
        expect(runs.slice(0, -1).every((run) => run.length === size)).toBe(true);
        expect(runs.every((run) => run.length > 0 && run.length <= size)).toBe(true);
      }),
    );
  });

  test.each([0, -1, 1.5, Number.NaN])('of %d are refused: they would never end or lose items', (size) => {
    expect(() => chunk([1, 2, 3], size)).toThrow(RangeError);
  });
});
