import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { buildCode, FAILED_CLAIMS_MAX, readCode, recentFailures } from '../../../src/membership/core/code.js';
import { after, HOUR_MS, START } from '../../friends/a-friend.js';

const toFullWidth = (text: string) =>
  text.replaceAll(/[!-~]/g, (character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0));

const anyCode = fc.uint8Array({ minLength: 12, maxLength: 20 }).map(buildCode);

describe('a code that was built', () => {
  test('is three groups of four, without 0, 1, I and O', () => {
    fc.assert(
      fc.property(anyCode, (code) => {
        expect(code).toMatch(/^[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}$/);
      }),
    );
  });

  test.each<[string, (code: string) => string]>([
    ['as it is', (code) => code],
    ['in lower case', (code) => code.toLowerCase()],
    ['without hyphens', (code) => code.replaceAll('-', '')],
    ['with spaces', (code) => code.replaceAll('-', ' ')],
    ['with ideographic spaces', (code) => code.replaceAll('-', '　')],
    ['with spaces around hyphens', (code) => code.replaceAll('-', ' - ')],
    ['with dashes that a keyboard made of hyphens', (code) => code.replaceAll('-', '—')],
    ['with the long vowel mark for a hyphen', (code) => code.replaceAll('-', 'ー')],
    ['on three lines', (code) => code.replaceAll('-', '\n')],
    ['in full width', toFullWidth],
    ['in full width and lower case', (code) => toFullWidth(code.toLowerCase())],
    ['with space around it', (code) => `  ${code}\n`],
  ])('is read back %s', (_how, write) => {
    fc.assert(
      fc.property(anyCode, (code) => {
        expect(readCode(write(code))).toBe(code);
      }),
      { numRuns: 1_000 },
    );
  });

  test('differs when the random bytes do', () => {
    const codes = Array.from({ length: 256 }, (_, byte) => buildCode(new Uint8Array(12).fill(byte)));
    expect(new Set(codes).size).toBeGreaterThanOrEqual(32);
    const last = Array.from({ length: 32 }, (_, byte) => buildCode(Uint8Array.from({ length: 12 }, () => byte)).at(-1));
    expect(new Set(last).size).toBe(32);
  });

  test('needs twelve random bytes', () => {
    expect(() => buildCode(new Uint8Array(11))).toThrow('A code needs 12 random bytes.');
  });
});

describe('what friends write otherwise is no code', () => {
  test.each([
    ['nothing', ''],
    ['a word of twelve letters', 'REGISTRATEUR'],
    ['three words of four letters', 'next week then'],
    ['a sentence with a number', 'She rents 2 EVs'],
    ['a sentence that begins with a number', '2 tests passed'],
    ['twelve digits', '234567892345'],
    ['a phone number in international form', '886-922-345-678'],
    ['a phone number with its plus', '+886 922 345 678'],
    ['a Japanese phone number', '090-2345-6789'],
    ['a date and time', '2026-03-04 15:30'],
    ['an order number', 'SO-2026-00042'],
    ['a code with a 0', '7KQF-M2XD-9RT0'],
    ['a code with a letter too many', '7KQF-M2XD-9RTBC'],
    ['a code with a letter too few', '7KQF-M2XD-9RT'],
    ['a code within a sentence', 'my code is 7KQF-M2XD-9RTB'],
    ['a code broken in other places', '7K-QFM2-XD9RTB'],
    ['Chinese', '我想預約試乘,請問星期六可以嗎?'],
    ['Chinese of twelve characters', '請問星期六可以預約試乘嗎'],
    ['Japanese', '来週の土曜日に試乗できますか'],
    ['Japanese with a long vowel', 'バッテリーサービスセンター'],
    ['Thai', 'อยากทดลองขับรถวันเสาร์นี้'],
    ['English', 'Can I test ride on Saturday?'],
    ['emoji', '🛵🛵🛵🛵🛵🛵🛵🛵🛵🛵🛵🛵'],
  ])('%s', (_what, text) => {
    expect(readCode(text)).toBeNull();
  });
});

describe('failed claims', () => {
  test('five within an hour are the most', () => {
    expect(FAILED_CLAIMS_MAX).toBe(5);
  });

  test.each([
    ['one just now counts', 0, true],
    ['one counts to the end of the hour', -HOUR_MS + 1, true],
    ['one is forgotten after exactly an hour', -HOUR_MS, false],
  ])('%s', (_promise, ms, counts) => {
    expect(recentFailures([after(ms)], START)).toEqual(counts ? [after(ms)] : []);
  });

  test('keep their order', () => {
    const failures = [-2 * HOUR_MS, -30, -20, -10].map((ms) => after(ms));
    expect(recentFailures(failures, START)).toEqual(failures.slice(1));
  });
});
