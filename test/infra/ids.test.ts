import { expect, test } from '@jest/globals';
import { newId, newRetryKey, newToken } from '../../src/infra/ids.js';

const many = <Value>(make: () => Value) => Array.from({ length: 1_000 }, make);

test('ids sort in the order in which they were made, also within a millisecond', () => {
  const ids = many(newId);
  expect(ids.toSorted()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.every((id) => /^[0-9A-HJKMNP-TV-Z]{26}$/.test(id))).toBe(true);
});

test('retry keys are UUIDs, as LINE wants them, and never the same', () => {
  const keys = many(newRetryKey);
  expect(new Set(keys).size).toBe(keys.length);
  expect(keys.every((key) => /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(key))).toBe(
    true,
  );
});

test('tokens are safe in an address, as long as asked, and never the same', () => {
  const tokens = many(newToken);
  expect(new Set(tokens).size).toBe(tokens.length);
  expect(tokens.every((token) => /^[\w-]{32}$/.test(token))).toBe(true);
  expect(newToken(9)).toHaveLength(12);
});
