import { describe, expect, test } from '@jest/globals';
import { median, percentile } from '../../bench/statistics.js';

describe('percentile', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);

  test.each([
    [0.5, 50],
    [0.95, 95],
    [0.99, 99],
    [0.995, 100],
    [1, 100],
  ])('the nearest rank at %p of 1 to 100 is %p, in whatever order they came', (share, expected) => {
    expect(percentile(hundred, share)).toBe(expected);
  });

  test('orders by size, not by digits', () => {
    expect(percentile([9, 10, 100], 0.5)).toBe(10);
  });

  test('the samples stay as they were', () => {
    const samples = [3, 1, 2];
    percentile(samples, 0.5);
    expect(samples).toEqual([3, 1, 2]);
  });

  test('of no samples, or of a share that is none, it is an error', () => {
    expect(() => percentile([], 0.5)).toThrow('no samples');
    expect(() => percentile([1], 0)).toThrow('0');
    expect(() => percentile([1], 99)).toThrow('99');
  });
});

describe('median', () => {
  test.each([
    [[7], 7],
    [[30, 10, 20], 20],
    [[4, 1, 3, 2], 2.5],
  ])('of %p is %p', (samples, expected) => {
    expect(median(samples)).toBe(expected);
  });

  test('of no samples is an error', () => {
    expect(() => median([])).toThrow('no samples');
  });
});
