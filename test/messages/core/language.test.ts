import { expect, test } from '@jest/globals';
import { chooseLanguage } from '../../../src/messages/core/language.js';
import { Language } from '../../../src/shared/language.js';

test.each([
  ['an exact match wins', 'ja', 'ja'],
  ['letter case does not matter', 'zh-tw', 'zh-TW'],
  ['an underscore reads as a hyphen', 'zh_TW', 'zh-TW'],
  ['a region falls back to its language', 'en-GB', 'en'],
  ['a language without region finds one with it', 'zh', 'zh-TW'],
  ['another region of the same language is better than the fallback', 'zh-HK', 'zh-TW'],
  ['an unknown language gets the fallback', 'fr', 'th'],
  ['no language gets the fallback', undefined, 'th'],
  ['an empty language gets the fallback', '', 'th'],
])('%s', (_promise, wanted, chosen) => {
  expect(chooseLanguage(Language.options, wanted, 'th')).toBe(chosen);
});

test('an exact match is preferred to an earlier one of the same primary subtag', () => {
  expect(chooseLanguage(['zh-TW', 'zh-CN'], 'zh-CN', 'zh-TW')).toBe('zh-CN');
});
