import { expect, test } from '@jest/globals';
import { splitOpen } from '../../../src/reports/core/split-open.js';

const open = (count: number) =>
  Array.from({ length: count }, (_, number) => ({
    conversationId: `conversation-${number}`,
    agentId: `agent-${number % 7}`,
    teamId: null,
  }));

test('pieces hold everything once, none more than it may, whatever the order', () => {
  const all = open(1_000);
  const pieces = splitOpen(all, 10);
  expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThanOrEqual(10);
  expect(new Set(pieces.flat())).toEqual(new Set(all));
  expect(pieces.flat()).toHaveLength(1_000);
  expect(splitOpen(all.toReversed(), 10)).toEqual(pieces);
  expect(splitOpen([], 10)).toEqual([]);
});

test('one that begins makes no other piece another one', () => {
  const size = 100;
  const [before, after] = [splitOpen(open(1_000), size), splitOpen(open(1_001), size)].map((pieces) =>
    pieces.map((piece) => JSON.stringify(piece)),
  ) as [string[], string[]];
  expect(after.filter((piece) => !before.includes(piece))).toHaveLength(1);
});
