import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { eachLimited } from '../../src/shared/each-limited.js';

describe('work with a limit', () => {
  const byValue = (one: number, other: number) => one - other;
  const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

  test('is done once for each item, never more than the limit at once', async () => {
    const limit = fc.integer({ min: 1, max: 5 });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(), { maxLength: 20 }), limit, async (items, limit) => {
        const done: number[] = [];
        let running = 0;
        let most = 0;
        await eachLimited(items, limit, async (item) => {
          running += 1;
          most = Math.max(most, running);
          await turn();
          running -= 1;
          done.push(item);
        });
        expect(done.toSorted(byValue)).toEqual(items.toSorted(byValue));
        expect(most).toBe(Math.min(limit, items.length));
      }),
      { numRuns: 30 },
    );
  });

  test('that fails rejects with the first failure, after what had started has ended, and starts nothing more', async () => {
    const started: number[] = [];
    const ended: number[] = [];
    const work = eachLimited([1, 2, 3, 4], 2, async (item) => {
      started.push(item);
      if (item === 1) throw new Error('first');
      await turn();
      ended.push(item);
      if (item === 2) throw new Error('second');
    });
    await expect(work).rejects.toThrow('first');
    expect(started).toEqual([1, 2]);
    expect(ended).toEqual([2]);
  });

  test('that fails before it waits for anything is no different', async () => {
    const ended: number[] = [];
    const work = eachLimited([2, 1], 2, (item) => {
      if (item === 1) throw new Error('at once');
      return turn().then(() => void ended.push(item));
    });
    await expect(work).rejects.toThrow('at once');
    expect(ended).toEqual([2]);
  });

  test.each([0, -1, Number.NaN])('of %d at once is refused: nothing would ever be done', async (limit) => {
    await expect(eachLimited([1], limit, turn)).rejects.toThrow(RangeError);
  });
});
