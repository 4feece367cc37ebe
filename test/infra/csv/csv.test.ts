import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { describe, expect, test } from '@jest/globals';
import { escapeFormula, isFormula, unescapeFormula } from '../../../src/infra/csv/formula.js';
import { checkCsv, readCsv, readCsvFrom, readCsvHeader, type CsvRow } from '../../../src/infra/csv/read-csv.js';
import { writeCsv, writeNdjson } from '../../../src/infra/csv/write-csv.js';

const anyHeader = () => null;
const inPieces = (content: Buffer, size = 5) =>
  Readable.from(
    Array.from({ length: Math.ceil(content.length / size) }, (_, index) =>
      content.subarray(index * size, (index + 1) * size),
    ),
    { objectMode: false },
  );
const rowsOf = async (content: string | Buffer) => {
  const rows: CsvRow[] = [];
  for await (const row of readCsv(inPieces(Buffer.from(content)), anyHeader)) rows.push(row);
  return rows;
};

describe('reading CSV', () => {
  test('rows are numbered as a spreadsheet numbers them, across lines in a cell and empty lines', async () => {
    const rows = await rowsOf('\ufeffname,city\r\n"Weekend\nrider",臺北\r\n\r\n ข้าว ,\r\n');
    expect(rows.map(({ row, cells, problems }) => ({ row, cells, problems }))).toEqual([
      { row: 2, cells: { name: 'Weekend\nrider', city: '臺北' }, problems: [] },
      { row: 4, cells: { name: 'ข้าว' }, problems: [] },
    ]);
  });

  test('reading goes on at the place of any row', async () => {
    const content = Buffer.from('\ufeffname\r\n"a\nb"\r\n\r\n臺\r\nc\r\n');
    const all = await rowsOf(content);
    for (const [index, { place }] of all.entries()) {
      const rest: CsvRow[] = [];
      for await (const row of readCsvFrom(inPieces(content.subarray(place.byte)), ['name'], place)) rest.push(row);
      expect(rest).toEqual(all.slice(index + 1));
    }
    expect(await readCsvHeader(inPieces(content), anyHeader)).toEqual(['name']);
  });

  test.each([
    ['Big5', Buffer.from([0xa5, 0x78, 0xa5, 0x5f]), 'BIG5'],
    ['Shift_JIS', Buffer.from([0x83, 0x8b, 0x83, 0x4c]), 'SHIFT_JIS'],
    ['Thai of Windows', Buffer.from([0xa1, 0xd2, 0xc3]), 'WINDOWS-874'],
  ])('a file in %s is refused with the line and what it may be', async (_name, bytes, hint) => {
    const content = Buffer.concat([Buffer.from('name\nfine\n'), bytes, Buffer.from('\n')]);
    await expect(rowsOf(content)).rejects.toThrow('Line 3 is not UTF-8');
    await expect(rowsOf(content)).rejects.toThrow(hint);
  });

  test('a file in UTF-16, as some spreadsheets write it, is refused', async () => {
    await expect(rowsOf(Buffer.from('\ufeffname\nfine\n', 'utf16le'))).rejects.toThrow('It may be UTF-16LE');
  });

  test.each([
    ['=HYPERLINK("http://example.com")', true],
    ['@SUM(A1)', true],
    ['+SUM(1)', true],
    ['-2+3+cmd', true],
    ['\tx', true],
    ['＝1', true],
    ['-12.5', false],
    ['+886 912-345-678', false],
    ['+81 (90) 1234', false],
    ['a=b', false],
  ])('%s is a formula: %s', async (cell, expected) => {
    expect(isFormula(cell)).toBe(expected);
    const [row] = await rowsOf(`name\n"${cell.replaceAll('"', '""')}"\n`);
    expect(row?.problems).toEqual(expected ? ['name holds a formula, which is not read'] : []);
  });

  test('a row with too many or too few cells says so', async () => {
    const [short, long] = await rowsOf('a,b\n1\n1,2,3\n');
    expect(short?.problems).toEqual(['has 1 cells, but the first row names 2 columns']);
    expect(long?.problems).toEqual(['has 3 cells, but the first row names 2 columns']);
  });

  test.each([
    ['', 'The file is empty'],
    ['a,a\n1,2\n', 'names the column a twice'],
    ['a,\n1,2\n', 'has no name'],
    ['a\n"never closed\n', 'The file is not CSV'],
  ])('%j is refused', async (content, message) => {
    await expect(rowsOf(content)).rejects.toThrow(message);
  });

  test('a header that is not wanted and too many rows are refused', async () => {
    const content = Buffer.from('a\n1\n2\n3\n');
    await expect(checkCsv(inPieces(content), () => 'The column b is missing.', 9)).rejects.toThrow('b is missing');
    await expect(checkCsv(inPieces(content), anyHeader, 2)).rejects.toThrow('more than 2 rows');
    await expect(checkCsv(inPieces(content), anyHeader, 3)).resolves.toBeUndefined();
  });
});

describe('writing', () => {
  async function* of<Row>(...rows: Row[]) {
    yield* rows;
  }

  test('CSV opens in a spreadsheet as text and numbers, never as a formula, and reads as it was', async () => {
    const given = {
      name: '=1+1',
      phone: '+886912',
      note: 'a "quoted", line\nbreak',
      count: -5,
      at: new Date(0),
      x: null,
    };
    const written = (await buffer(writeCsv(Object.keys(given), of(given)))).toString();
    expect(written).toBe(
      '\ufeffname,phone,note,count,at,x\r\n' +
        `'=1+1,+886912,"a ""quoted"", line\nbreak",-5,1970-01-01T00:00:00.000Z,\r\n`,
    );
    const [row] = await rowsOf(written);
    expect(row).toMatchObject({
      problems: [],
      cells: { name: '=1+1', phone: '+886912', note: given.note, count: '-5' },
    });
  });

  test('escaping is undone by unescaping', () => {
    for (const value of ['=a', "'=a", "'a", '-1', '@x', ''])
      expect(unescapeFormula(escapeFormula(value))).toBe(value === "'=a" ? '=a' : value);
  });

  test('NDJSON has one document per line', async () => {
    expect(await text(writeNdjson(of({ a: '臺\n' }, { a: 1 })))).toBe('{"a":"臺\\n"}\n{"a":1}\n');
  });

  test('an error while rows are read reaches whoever reads the stream', async () => {
    async function* broken() {
      yield { a: 1 };
      throw new Error('store away');
    }
    await expect(text(writeCsv(['a'], broken()))).rejects.toThrow('store away');
  });
});
