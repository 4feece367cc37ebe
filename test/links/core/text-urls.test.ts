import { expect, test } from '@jest/globals';
import { findUrls } from '../../../src/links/core/text-urls.js';

const urlsIn = (text: string, borders: number[] = []) => findUrls(text, borders).map(({ url }) => url);

test.each([
  ['alone', 'https://a.example/x', ['https://a.example/x']],
  ['at the end of a sentence', 'See https://a.example/x.', ['https://a.example/x']],
  ['before several marks', 'Really, https://a.example/x?!', ['https://a.example/x']],
  ['in quotes', "'https://a.example/x'", ['https://a.example/x']],
  ['in brackets', '(https://a.example/x)', ['https://a.example/x']],
  ['in brackets at the end of a sentence', 'now (see https://a.example/x).', ['https://a.example/x']],
  ['with brackets of its own', 'https://a.example/x_(y)', ['https://a.example/x_(y)']],
  ['with brackets of its own, in brackets', '(https://a.example/x_(y))', ['https://a.example/x_(y)']],
  ['directly before Japanese', '詳細はhttps://a.example/saleをご覧ください', ['https://a.example/sale']],
  ['directly before Chinese', '請看https://a.example/sale了解', ['https://a.example/sale']],
  ['directly before Thai', 'ดูที่https://a.example/saleได้เลย', ['https://a.example/sale']],
  [
    'before punctuation of other scripts',
    '「https://a.example/sale」、https://b.example/。',
    ['https://a.example/sale', 'https://b.example/'],
  ],
  ['before an emoji', 'https://a.example/🎉', ['https://a.example/']],
  ['with query and fragment', 'https://a.example/?a=1&b=2#c', ['https://a.example/?a=1&b=2#c']],
  ['in capitals', 'HTTPS://A.EXAMPLE/X', ['HTTPS://A.EXAMPLE/X']],
  ['several, in lines', 'https://a.example\nhttp://b.example', ['https://a.example', 'http://b.example']],
])('finds an address %s', (_where, text, urls) => {
  expect(urlsIn(text)).toEqual(urls);
});

test.each([
  ['that may go on in another script', 'https://ja.example/wiki/日本'],
  ['whose query may go on in another script', 'https://a.example/?q=日本'],
  ['that goes on with a character that is not allowed', 'https://a.example/x|y'],
  ['before a placeholder', 'https://a.example/{code}'],
  ['within another address', 'line://app/1?to=https://a.example/'],
  ['within a mail address', 'mailto:me@a.example?body=https://a.example/'],
  ['without a host', 'https://'],
  ['of another scheme', 'ftp://a.example/ tel:+886212345678'],
])('leaves alone an address %s', (_what, text) => {
  expect(urlsIn(text)).toEqual([]);
});

test('an address ends where an emoji stands', () => {
  const text = 'https://a.example/$ and $';
  expect(urlsIn(text, [text.indexOf('$')])).toEqual(['https://a.example/']);
  expect(urlsIn(text)).toEqual(['https://a.example/$']);
});

test('places are those of the address in the text', () => {
  const text = '請看 https://a.example/x。';
  const [found] = findUrls(text);
  expect(text.slice(found?.start, found?.end)).toBe('https://a.example/x');
});
