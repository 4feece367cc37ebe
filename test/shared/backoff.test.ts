import { describe, expect, test } from '@jest/globals';
import { backoffMs } from '../../src/shared/backoff.js';

describe('the wait before a retry', () => {
  test.each([
    [1, 500],
    [2, 1_000],
    [3, 2_000],
    [7, 32_000],
    [8, 60_000],
    [5_000, 60_000],
  ])('number %i is %i ms, doubling from 500 to at most 60,000', (attempt, ms) => {
    expect(backoffMs(attempt, 500, 60_000)).toBe(ms);
  });
});
