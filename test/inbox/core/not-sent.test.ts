import { expect, test } from '@jest/globals';
import { lookBack } from '../../../src/inbox/core/not-sent.js';

const at = (minute: number) => new Date(minute * 60_000);
const answer = (minute: number, state: string) => ({ plannedAt: at(minute), state });

test.each([
  ['it alone failed', [answer(5, 'rejected')], 5, { arrivedAt: null, failedSince: at(5) }],
  [
    'one before it arrived',
    [answer(5, 'rejected'), answer(3, 'accepted')],
    5,
    { arrivedAt: at(3), failedSince: at(5) },
  ],
  [
    'one after it is on its way',
    [answer(7, 'planned'), answer(5, 'skipped')],
    5,
    { arrivedAt: at(7), failedSince: null },
  ],
  [
    'all since one that may have arrived failed',
    [answer(7, 'rejected'), answer(5, 'skipped'), answer(2, 'unknown')],
    7,
    { arrivedAt: at(2), failedSince: at(5) },
  ],
  ['it is not among the latest that are shown', [], 5, { arrivedAt: null, failedSince: at(5) }],
])('%s', (_what, answers, plannedAt, expected) => {
  expect(lookBack(answers, at(plannedAt))).toEqual(expected);
});
