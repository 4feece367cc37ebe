import { expect, test } from '@jest/globals';
import { followScore } from '../../../src/feedback/core/follow-score.js';

const system = { kind: 'system' };
const staff = { kind: 'staff' };
const low = { score: 2, isLow: true, text: 'Too slow' };
const high = { score: 5, isLow: false, text: 'All well now' };
const untouched = { state: 'open' as const, score: 2, text: 'After service', moves: [] };

test.each([
  ['a score that is low no more dismisses what nobody took up', untouched, high, 'dismissed', 2],
  [
    'low again, it is opened again',
    {
      ...untouched,
      state: 'dismissed' as const,
      score: 5,
      scoreBefore: 2,
      moves: [{ to: 'dismissed' as const, by: system }],
    },
    low,
    'open',
    2,
  ],
  [
    'what staff took up stays theirs',
    { ...untouched, state: 'inProgress' as const, moves: [{ to: 'inProgress' as const, by: staff }] },
    high,
    null,
    2,
  ],
  [
    'what staff fixed is not opened by another low score',
    { ...untouched, state: 'fixed' as const, score: 1, moves: [{ to: 'fixed' as const, by: staff }] },
    low,
    null,
    1,
  ],
  ['the same score changes nothing', untouched, low, null, null],
])('%s', (_what, feedback, given, to, scoreBefore) => {
  expect(followScore(feedback, given)).toEqual({ score: given.score, text: given.text, scoreBefore, to });
});
