const CMAP_FORMAT_SEGMENTS = 4; // OpenType specification, table cmap, format 4
const CMAP_FORMAT_GROUPS = 12; // OpenType specification, table cmap, format 12
const FORMATS = [CMAP_FORMAT_SEGMENTS, CMAP_FORMAT_GROUPS];

/** Lists the code points for which a TrueType or OpenType font has a glyph, read from its cmap table. */
export function readFontCoverage(font: Uint8Array): Set<number> {
  const view = new DataView(font.buffer, font.byteOffset, font.byteLength);
  const cmap = findTable(view, 'cmap');
  const covered = new Set<number>();
  for (let index = 0; index < view.getUint16(cmap + 2); index += 1) {
    const subtable = cmap + view.getUint32(cmap + 4 + index * 8 + 4);
    const format = view.getUint16(subtable);
    if (!FORMATS.includes(format)) continue;
    if (format === CMAP_FORMAT_SEGMENTS) readSegments(view, subtable, covered);
    else readGroups(view, subtable, covered);
  }
  return covered;
}

function findTable(view: DataView, wanted: string): number {
  const tableCount = view.getUint16(4);
  for (let index = 0; index < tableCount; index += 1) {
    const record = 12 + index * 16;
    const tag = String.fromCharCode(...[0, 1, 2, 3].map((offset) => view.getUint8(record + offset)));
    if (tag === wanted) return view.getUint32(record + 8);
  }
  throw new RangeError(`The font has no ${wanted} table.`);
}

function readSegments(view: DataView, subtable: number, covered: Set<number>): void {
  const doubledSegmentCount = view.getUint16(subtable + 6);
  const ends = subtable + 14;
  const starts = ends + doubledSegmentCount + 2;
  const deltas = starts + doubledSegmentCount;
  const rangeOffsets = deltas + doubledSegmentCount;
  for (let segment = 0; segment < doubledSegmentCount; segment += 2) {
    const start = view.getUint16(starts + segment);
    const rangeOffset = view.getUint16(rangeOffsets + segment);
    for (let code = start; code <= view.getUint16(ends + segment) && code < 0xffff; code += 1) {
      const glyph =
        rangeOffset === 0
          ? (code + view.getUint16(deltas + segment)) & 0xffff
          : view.getUint16(rangeOffsets + segment + rangeOffset + (code - start) * 2);
      if (glyph !== 0) covered.add(code);
    }
  }
}

function readGroups(view: DataView, subtable: number, covered: Set<number>): void {
  const groupCount = view.getUint32(subtable + 12);
  for (let index = 0; index < groupCount; index += 1) {
    const group = subtable + 16 + index * 12;
    for (let code = view.getUint32(group); code <= view.getUint32(group + 4); code += 1) covered.add(code);
  }
}
