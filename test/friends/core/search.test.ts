import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { foldText, gramsOf, gramsOfQuery, rankFor, wordsOf } from '../../../src/friends/core/search.js';
import { aFriend, aProfile } from '../a-friend.js';

const open = () => false;
const named = (displayName: string, attributes = {}) => aFriend({ profile: aProfile('en', displayName), attributes });
const isFound = (friend: ReturnType<typeof named>, query: string) => {
  const grams = new Set(gramsOf(friend, open));
  const wanted = gramsOfQuery(query);
  return wanted.length > 0 && wanted.every((gram) => grams.has(gram)) && rankFor(friend, query, open) > 0;
};

describe('a friend is found by', () => {
  test.each([
    ['a part of a Latin name, in any case', 'Weekend Rider', 'EEKE'],
    ['words in any order', 'Weekend Rider', 'rider week'],
    ['one Chinese character', '週末騎士', '騎'],
    ['some Chinese characters', '週末騎士', '末騎'],
    ['hiragana for katakana', 'ライダー', 'らいだ'],
    ['katakana for hiragana', 'らいだあ', 'ライダ'],
    ['half-width katakana', 'ライダー', 'ﾗｲﾀﾞｰ'],
    ['full-width letters', 'Rider', 'Ｒｉｄ'],
    ['a part of a Thai name, which has no spaces', 'นักขี่วันหยุด', 'วันหยุด'],
    ['a number that is an attribute', '', '4711'],
    ['an item of a list', '', 'camping'],
    ['name and attribute together', 'Rider', 'rider camping'],
  ])('%s', (_what, name, query) => {
    expect(isFound(named(name, { customer: 4711, tastes: ['camping', 'cafés'] }), query)).toBe(true);
  });

  test.each([
    ['other letters', 'Rider', 'ridge'],
    ['pieces that are there but apart', 'abcd', 'abd'],
    ['a sensitive attribute', 'Rider', 'secret'],
  ])('not %s', (_what, name, query) => {
    const friend = named(name, { illness: 'secret' });
    const isSensitive = (attribute: string) => attribute === 'illness';
    const grams = new Set(gramsOf(friend, isSensitive));
    expect(gramsOfQuery(query).every((gram) => grams.has(gram)) && rankFor(friend, query, isSensitive) > 0).toBe(false);
  });
});

test('what is the same comes before what begins so, and that before what contains it', () => {
  expect(rankFor(named('rider'), 'Rider', open)).toBe(3);
  expect(rankFor(named('rider two'), 'Rider', open)).toBe(2);
  expect(rankFor(named('the rider'), 'Rider', open)).toBe(1);
  expect(rankFor(named('walker'), 'Rider', open)).toBe(0);
});

test('a text without two letters that belong together finds nothing, so it can be refused', () => {
  for (const query of ['a', '!', '', ' x ']) expect(gramsOfQuery(query)).toEqual([]);
});

test('any piece of a name with at least two characters finds the friend', () => {
  const name = fc.stringMatching(/^[a-zA-Zａ-ｚぁ-んァ-ヶ一-龥ก-ฮ]{2,20}$/u);
  fc.assert(
    fc.property(name, fc.nat(), fc.nat(), (displayName, from, length) => {
      const [word = ''] = wordsOf(displayName);
      const characters = Array.from(word);
      const start = from % (characters.length - 1);
      const query = characters.slice(start, start + 2 + (length % characters.length)).join('');
      return isFound(named(displayName), query);
    }),
  );
});

test('folding twice changes nothing more', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => foldText(foldText(text)) === foldText(text)));
});

test('a friend has a bounded number of pieces, however much is known of them', () => {
  const attributes = Object.fromEntries(
    Array.from({ length: 50 }, (_, index) => [
      `a${index}`,
      `${'abcdefghij'.repeat(20)}${index}`.split('').toReversed().join(''),
    ]),
  );
  expect(gramsOf(named('x'.repeat(500), attributes), open).length).toBeLessThanOrEqual(400);
});
