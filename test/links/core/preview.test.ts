import { expect, test } from '@jest/globals';
import { isPreview } from '../../../src/links/core/preview.js';

const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Safari Line/14.8.0';
const ANDROID =
  'Mozilla/5.0 (Linux; Android 14; Pixel 8 Build/UD1A; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/124.0.6367.82 Mobile Safari/537.36 Line/14.8.0/IAB';
const DESKTOP =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36';

const look = (headers: Record<string, string>, method = 'GET') =>
  isPreview({ method, header: (name) => headers[name.toLowerCase()] });

test.each([
  ['LINE on an iPhone', IPHONE],
  ['LINE on Android', ANDROID],
  ['a browser on a computer', DESKTOP],
])('%s is a person', (_who, userAgent) => {
  expect(look({ 'user-agent': userAgent })).toBe(false);
});

test.each([
  ["LINE's preview", { 'user-agent': 'facebookexternalhit/1.1;line-poker/1.0' }],
  ['a search engine', { 'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)' }],
  ['a chat that unfolds links', { 'user-agent': 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)' }],
  ['a script', { 'user-agent': 'curl/8.5.0' }],
  ['who does not say what they are', {}],
  ['a browser that reads ahead', { 'user-agent': DESKTOP, 'sec-purpose': 'prefetch;prerender' }],
  ['an older browser that reads ahead', { 'user-agent': DESKTOP, purpose: 'prefetch' }],
  ['a browser that shows a preview', { 'user-agent': IPHONE, 'x-purpose': 'preview' }],
])('%s is not', (_who, headers) => {
  expect(look(headers as Record<string, string>)).toBe(true);
});

test('asking for the head alone is not a tap', () => {
  expect(look({ 'user-agent': IPHONE }, 'HEAD')).toBe(true);
});
