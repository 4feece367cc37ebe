import { expect, test } from '@jest/globals';
import { LOTS, lotOf } from '../../src/shared/lot.js';

test('a text has the same lot always, also after years', () => {
  expect(['a', 'b', 'holdout/1000000001/01K', 'ก', ''].map(lotOf)).toMatchInlineSnapshot(`
   [
     1715,
     8274,
     5437,
     8338,
     8923,
   ]
  `);
});

test('lots are spread evenly over texts that differ by a digit', () => {
  const counts = new Array<number>(10).fill(0);
  for (let index = 0; index < 50_000; index += 1) {
    const tenth = Math.floor((lotOf(`test/01K${index}`) * 10) / LOTS);
    counts[tenth] = (counts[tenth] ?? 0) + 1;
  }
  for (const count of counts) expect(Math.abs(count - 5_000)).toBeLessThan(300); // over four standard deviations
});
