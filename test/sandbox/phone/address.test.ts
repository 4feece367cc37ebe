import { expect, test } from '@jest/globals';
import { liffPageOf, openedAs, readAddress, writeAddress } from '../../../src/sandbox/phone/address.js';

const ORIGIN = 'http://127.0.0.1:4010';
const APP = '1660000001-abcdefgh';

test('an address can be passed on, and one without anything is the list', () => {
  const address = { person: 'U1', account: 'c', app: APP, page: 'survey?asking=1&x=2' };
  expect(readAddress(writeAddress(address).slice('/phone'.length))).toEqual(address);
  expect(writeAddress({})).toBe('/phone');
  expect(readAddress('?person=&other=1')).toEqual({});
});

test('addresses of a known LIFF app open within LINE, whichever way they are written', () => {
  const page = { app: APP, page: 'survey?asking=1' };
  for (const address of [
    `https://liff.line.me/${APP}/survey?asking=1`,
    `${ORIGIN}/liff/${APP}/survey?asking=1`,
    `line://app/${APP}/survey?asking=1`,
  ])
    expect(liffPageOf(address, ORIGIN, [APP])).toEqual(page);
});

test('anything else opens elsewhere', () => {
  for (const address of [
    'https://liff.line.me/unknown/survey',
    `https://example.com/liff/${APP}`,
    `${ORIGIN}/control/reset`,
    `javascript:${APP}`,
    'not an address',
  ])
    expect(liffPageOf(address, ORIGIN, [APP])).toBeUndefined();
});

test('a page is opened as somebody, whatever its address says of that', () => {
  expect(openedAs('U1', { app: APP, page: 'survey?asking=1&line.person=U2' })).toBe(
    `/liff/${APP}/survey?asking=1&line.person=U1`,
  );
  expect(openedAs('U1', { app: APP, page: '' })).toBe(`/liff/${APP}?line.person=U1`);
});
