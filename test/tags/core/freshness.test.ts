import { expect, test } from '@jest/globals';
import { freshnessOf } from '../../../src/tags/core/freshness.js';
import { after, HOUR_MS, hoursAfter, START } from '../../friends/a-friend.js';
import { aTagLike, valid72Hours } from '../a-behaviour.js';

const tag = aTagLike({ validity: valid72Hours() });

test.each([
  [72, 'fresh'],
  [0.67 * 72, 'fresh'],
  [0.66 * 72, 'cooling'],
  [0.33 * 72, 'cooling'],
  [0.32 * 72, 'ending'],
  [0, 'ending'],
])('a validity of 72 hours with %d hours left is %s', (hours, name) => {
  expect(freshnessOf(after(hours * HOUR_MS), tag, START)).toEqual({ share: hours / 72, name });
});

test('an extended validity is no more than wholly fresh', () => {
  expect(freshnessOf(hoursAfter(100), tag, START)).toEqual({ share: 1, name: 'fresh' });
});

test('a tag without validity has no freshness', () => {
  expect(freshnessOf(hoursAfter(1), aTagLike(), START)).toBeNull();
});
