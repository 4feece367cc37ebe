import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { mergeUtm, Utm } from '../../../src/links/core/utm.js';

const utm = { source: 'line', medium: 'message', campaign: 'spring' };
const ALL = 'utm_source=line&utm_medium=message&utm_campaign=spring';

test.each([
  ['an address without query', 'https://a.example/x', `https://a.example/x?${ALL}`],
  ['a host alone', 'https://a.example', `https://a.example?${ALL}`],
  ['a query', 'https://a.example/?a=1', `https://a.example/?a=1&${ALL}`],
  ['an empty query', 'https://a.example/?', `https://a.example/?${ALL}`],
  ['a query that ends in a separator', 'https://a.example/?a&', `https://a.example/?a&${ALL}`],
  ['a query that is a question mark', 'https://a.example/??', `https://a.example/??&${ALL}`],
  ['a fragment, which stays behind', 'https://a.example/x#top', `https://a.example/x?${ALL}#top`],
  ['a fragment with a question mark', 'https://a.example/x#/a?b', `https://a.example/x?${ALL}#/a?b`],
])('is added to %s', (_what, url, merged) => {
  expect(mergeUtm(url, utm)).toBe(merged);
});

test('never overrides what is there, also what is empty', () => {
  expect(mergeUtm('https://a.example/?utm_source=mail&utm_medium=', utm)).toBe(
    'https://a.example/?utm_source=mail&utm_medium=&utm_campaign=spring',
  );
});

test('values of any script are encoded', () => {
  const merged = mergeUtm('https://a.example/', { campaign: '春の セール&more' });
  expect(new URL(merged).searchParams.get('utm_campaign')).toBe('春の セール&more');
});

test('without any, the address is the same', () => {
  expect(mergeUtm('https://a.example/x?b#c', null)).toBe('https://a.example/x?b#c');
  expect(mergeUtm('https://a.example/x?b#c', {})).toBe('https://a.example/x?b#c');
});

test('merging twice is merging once, and all else stays', () => {
  fc.assert(
    fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (url) => {
      const merged = mergeUtm(url, utm);
      expect(mergeUtm(merged, utm)).toBe(merged);
      const [before, after] = [new URL(url), new URL(merged)];
      expect({ path: after.pathname, hash: after.hash }).toEqual({ path: before.pathname, hash: before.hash });
      expect([...after.searchParams].filter(([name]) => !name.startsWith('utm_'))).toEqual([...before.searchParams]);
    }),
  );
});

test('empty and overlong values are refused', () => {
  expect(Utm.safeParse({ source: '' }).success).toBe(false);
  expect(Utm.safeParse({ source: 'x'.repeat(101) }).success).toBe(false);
  expect(Utm.safeParse({ sauce: 'x' }).success).toBe(false);
});
