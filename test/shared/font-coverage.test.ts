import { describe, expect, test } from '@jest/globals';
import { readFontCoverage } from '../../src/shared/font-coverage.js';

/** A font of nothing but a cmap table with these subtables. */
function aFont(subtables: Buffer[], tag = 'cmap'): Buffer {
  const header = Buffer.alloc(12 + 16);
  header.writeUInt16BE(1, 4);
  header.write(tag, 12, 'latin1');
  header.writeUInt32BE(header.length, 12 + 8);
  const index = Buffer.alloc(4 + 8 * subtables.length);
  index.writeUInt16BE(subtables.length, 2);
  subtables.reduce((offset, subtable, number) => {
    index.writeUInt32BE(offset, 4 + 8 * number + 4);
    return offset + subtable.length;
  }, index.length);
  return Buffer.concat([header, index, ...subtables]);
}

const uint16s = (...values: number[]) => {
  const bytes = Buffer.alloc(values.length * 2);
  values.forEach((value, index) => bytes.writeUInt16BE(value & 0xffff, index * 2));
  return bytes;
};
const uint32s = (...values: number[]) => {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => bytes.writeUInt32BE(value, index * 4));
  return bytes;
};

/** Format 4: A to C by delta, then a and b by a list of glyphs in which b has none, then the end mark. */
const SEGMENTS = Buffer.concat([
  uint16s(4, 0, 0, 6, 0, 0, 0),
  uint16s(0x43, 0x62, 0xffff),
  uint16s(0),
  uint16s(0x41, 0x61, 0xffff),
  uint16s(-0x40, 0, 1),
  uint16s(0, 4, 0),
  uint16s(7, 0),
]);
/** Format 12: two groups, one beyond the first 65,536 code points. */
const GROUPS = Buffer.concat([
  uint16s(12, 0),
  uint32s(0, 0, 2),
  uint32s(0x53f0, 0x53f1, 1),
  uint32s(0x1f6f5, 0x1f6f5, 3),
]);
const OTHER = uint16s(6, 0, 0, 0x30, 1, 5);

describe('the characters that a font covers', () => {
  test('are read from segments: where a character has no glyph, it is not covered', () => {
    expect([...readFontCoverage(aFont([SEGMENTS]))]).toEqual([0x41, 0x42, 0x43, 0x61]);
  });

  test('are read from groups, also beyond the basic plane', () => {
    expect([...readFontCoverage(aFont([GROUPS]))]).toEqual([0x53f0, 0x53f1, 0x1f6f5]);
  });

  test('are those of all tables together, formats unknown left out', () => {
    expect([...readFontCoverage(aFont([OTHER, SEGMENTS, GROUPS]))]).toHaveLength(7);
  });

  test('are found wherever the font stands in its buffer', () => {
    const font = aFont([GROUPS]);
    const padded = Buffer.concat([Buffer.alloc(13), font]);
    expect([...readFontCoverage(padded.subarray(13))]).toHaveLength(3);
  });

  test('are not known without the table', () => {
    expect(() => readFontCoverage(aFont([GROUPS], 'glyf'))).toThrow('The font has no cmap table.');
  });
});
