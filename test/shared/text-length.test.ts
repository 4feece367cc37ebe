import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { countGraphemes, countUtf16, countUtf8Bytes } from '../../src/shared/text-length.js';

describe('the length of a text', () => {
  test.each([
    ['', 0, 0, 0],
    ['abc', 3, 3, 3],
    ['台北', 2, 2, 6],
    ['🛵', 2, 1, 4],
    ['👩‍🔧', 5, 1, 11],
    ['ที่', 3, 1, 9],
    ['e\u0301', 2, 1, 3],
    ['\r\n', 2, 1, 2],
  ])('%j has %i UTF-16 code units, %i graphemes and %i bytes', (text, utf16, graphemes, bytes) => {
    expect([countUtf16(text), countGraphemes(text), countUtf8Bytes(text)]).toEqual([utf16, graphemes, bytes]);
  });

  test('is never smaller in code units than in graphemes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(countGraphemes(text)).toBeLessThanOrEqual(countUtf16(text));
      }),
    );
  });
});
