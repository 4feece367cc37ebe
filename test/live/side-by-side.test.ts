import { expect, test } from '@jest/globals';
import { setImmediate as turn } from 'node:timers/promises';
import { createSideBySide } from '../../src/live/side-by-side.js';

/** Work that ends when it is told to; what began, in order. */
function heldWork() {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const work = (name: string) => {
    begun.push(name);
    return new Promise<void>((resolve) => {
      ends.set(name, resolve);
    });
  };
  const end = async (name: string) => {
    ends.get(name)?.();
    await turn();
  };
  return { begun, work, end };
}

test('as many as may be are done at once, the urgent before the others, and each that waits once', async () => {
  const { begun, work, end } = heldWork();
  const looks = createSideBySide(2, work);
  looks.ask(['a', 'b', 'c', 'c', 'd']);
  looks.ask(['e', 'd'], 'urgent');
  expect(begun).toEqual(['a', 'b']);
  for (const name of ['a', 'b', 'e', 'd', 'c']) await end(name);
  expect(begun).toEqual(['a', 'b', 'e', 'd', 'c']);
});

test('what is asked for while it is done is done once more, after it and not beside it', async () => {
  const { begun, work, end } = heldWork();
  const looks = createSideBySide(2, work);
  looks.ask(['a']);
  looks.ask(['a', 'a', 'b']);
  expect(begun).toEqual(['a', 'b']);
  await end('a');
  expect(begun).toEqual(['a', 'b', 'a']);
  await end('a');
  expect(begun).toHaveLength(3);
});
