import { createHmac } from 'node:crypto';
import { expect, test } from '@jest/globals';
import {
  addressOf,
  isTrackedLinkToken,
  splitToken,
  TOKEN_LENGTH_MAX,
  writeToken,
} from '../../../src/links/core/link-token.js';

const sign = (text: string) => createHmac('sha256', 'secret').update(text).digest('base64url');
const linkId = '0123456789abcdef0123';
const friendId = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
const bound = writeToken({ linkId, friendId }, sign);
const shared = writeToken({ linkId, friendId: null }, sign);

test('tells link and friend, is short and needs no encoding', () => {
  expect(splitToken(bound)).toEqual({ linkId, friendId, token: bound });
  expect(splitToken(shared)).toEqual({ linkId, friendId: null, token: shared });
  expect(bound).toHaveLength(TOKEN_LENGTH_MAX);
  expect(TOKEN_LENGTH_MAX).toBeLessThan(80);
  for (const token of [bound, shared]) expect(token).toMatch(/^[\w-]+[0-9a-zA-Z]$/);
});

test('the signature of one friend, or of everybody, does not fit another', () => {
  const other = writeToken({ linkId, friendId: '01BX5ZZKBKACTAV9WEVGEMMVRZ' }, sign);
  expect(new Set([bound, other, shared].map((token) => token.slice(0, 16))).size).toBe(3);
});

test('has a shape of its own', () => {
  expect([bound, shared].every(isTrackedLinkToken)).toBe(true);
  for (const token of [
    friendId, // an add link
    `${friendId}.${'a'.repeat(22)}`, // a tag link
    `${bound}x`,
    `${shared}A`,
    bound.slice(1),
    '',
  ])
    expect(isTrackedLinkToken(token)).toBe(false);
});

test('words that an app took as part of the address are left out', () => {
  for (const behind of ['をご覧', '.', '。', ' ', ')'])
    for (const token of [bound, shared]) expect(splitToken(token + behind)).toMatchObject({ token });
});

test('opens in the browser that the destination asks LINE for', () => {
  expect(addressOf('https://us.example', 'token', 'https://a.example/')).toBe('https://us.example/t/token');
  expect(addressOf('https://us.example', 'token', 'https://a.example/?a=1&openExternalBrowser=1#b')).toBe(
    'https://us.example/t/token?openExternalBrowser=1',
  );
  expect(addressOf('https://us.example', 'token', 'https://a.example/?openInAppBrowser=0')).toBe(
    'https://us.example/t/token?openInAppBrowser=0',
  );
});
