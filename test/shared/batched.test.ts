import { expect, test } from '@jest/globals';
import { setImmediate as turn } from 'node:timers/promises';
import { batched } from '../../src/shared/batched.js';

const doubling = (limit: number) => {
  const batches: number[][] = [];
  const double = batched<number, number>(limit, async (items) => {
    batches.push(items);
    await turn();
    if (items.includes(13)) throw new Error('not 13');
    return items.map((item) => item * 2);
  });
  return { batches, double };
};

test('the first is worked on at once, those who come meanwhile together, at most so many', async () => {
  const { batches, double } = doubling(3);
  expect(await Promise.all([1, 2, 3, 4, 5].map(double))).toEqual([2, 4, 6, 8, 10]);
  expect(batches).toEqual([[1], [2, 3, 4], [5]]);
  expect(await double(6)).toBe(12);
});

test('of a batch that fails each is worked on alone, and only who fails then learns of it', async () => {
  const { batches, double } = doubling(10);
  const [first, ...others] = await Promise.allSettled([1, 2, 13, 4].map(double));
  expect(first).toMatchObject({ value: 2 });
  expect(others).toMatchObject([{ value: 4 }, { reason: new Error('not 13') }, { value: 8 }]);
  expect(batches).toEqual([[1], [2, 13, 4], [2], [13], [4]]);
});
