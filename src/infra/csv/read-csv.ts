import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { InvalidInputError } from '../../errors.js';
import { isFormula, unescapeFormula } from './formula.js';
import { utf8Lines } from './utf8-lines.js';

const COLUMNS_MAX = 200;
const CELL_LENGTH_MAX = 10_000;
const RECORD_LENGTH_MAX = 1_000_000;

/** One row under the header, with what is wrong with its form. */
export interface CsvRow {
  /** As a spreadsheet counts: the header is row 1. */
  row: number;
  /** By column; trimmed, empty cells left out. */
  cells: Record<string, string>;
  problems: string[];
  /** Where the next row begins. */
  place: CsvPlace;
}

/** A place between two rows: byte, and rows before it. */
export interface CsvPlace {
  byte: number;
  row: number;
}

/** Says what is wrong with the names of the columns, or null. */
export type CheckHeader = (names: string[]) => string | null;

/**
 * Reads a CSV file in UTF-8 (a byte order mark is fine) with a header. A file that is not that throws an InvalidInputError
 * with the line; a row that is not right comes with its problems.
 */
export async function* readCsv(content: Readable, checkHeader: CheckHeader): AsyncGenerator<CsvRow> {
  let header: string[] | null = null;
  for await (const record of records(content, { byte: 0, row: 0 })) {
    if (header) yield toRow(record, header);
    else header = toHeader(record.cells, checkHeader);
  }
  if (!header) throw refuse('The file is empty; its first row must name the columns.');
}

/** The names of the columns of a CSV file. */
export async function readCsvHeader(content: Readable, checkHeader: CheckHeader): Promise<string[]> {
  for await (const { cells } of records(content, { byte: 0, row: 0 })) return toHeader(cells, checkHeader);
  throw refuse('The file is empty; its first row must name the columns.');
}

/** Reads rows from a place on; `content` begins at its byte. */
export async function* readCsvFrom(content: Readable, header: string[], place: CsvPlace): AsyncGenerator<CsvRow> {
  for await (const record of records(content, place)) yield toRow(record, header);
}

/** Reads a whole file for what makes it unusable altogether; what is wrong with single rows is left to whoever reads them. */
export async function checkCsv(content: Readable, checkHeader: CheckHeader, rowsMax: number): Promise<void> {
  for await (const { row } of readCsv(content, checkHeader)) {
    if (row > rowsMax + 1) throw refuse(`The file has more than ${rowsMax} rows under its first; split it.`);
  }
}

interface Parsed {
  cells: string[];
  place: CsvPlace;
}

async function* records(content: Readable, from: CsvPlace): AsyncGenerator<Parsed> {
  const parser = parse({
    bom: from.byte === 0,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: RECORD_LENGTH_MAX,
  });
  const lines = Readable.from(utf8Lines(content));
  lines.on('error', (error) => parser.destroy(error));
  lines.pipe(parser);
  try {
    for await (const { record, info } of parser as AsyncIterable<{
      record: string[];
      info: { bytes: number; records: number; empty_lines: number };
    }>) {
      const row = from.row + info.records + info.empty_lines;
      yield { cells: record, place: { byte: from.byte + info.bytes, row } };
    }
  } catch (error) {
    if (error instanceof CsvError) throw refuse(`The file is not CSV: ${error.message}.`, error);
    throw error;
  } finally {
    lines.destroy();
    content.destroy();
  }
}

function toHeader(cells: string[], checkHeader: CheckHeader): string[] {
  const names = cells.map((name) => name.trim());
  if (names.length > COLUMNS_MAX)
    throw refuse(`The file has ${names.length} columns; at most ${COLUMNS_MAX} are read.`);
  if (names.includes('')) throw refuse('A column has no name in the first row.');
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) throw refuse(`The first row names the column ${repeated} twice.`);
  const problem = checkHeader(names);
  if (problem !== null) throw refuse(problem);
  return names;
}

function toRow({ cells, place }: Parsed, header: string[]): CsvRow {
  const problems: string[] = [];
  if (cells.length !== header.length)
    problems.push(`has ${cells.length} cells, but the first row names ${header.length} columns`);
  const read: Record<string, string> = {};
  for (const [index, name] of header.entries()) {
    const given = cells[index] ?? '';
    if (isFormula(given)) problems.push(`${name} holds a formula, which is not read`);
    if (given.length > CELL_LENGTH_MAX) problems.push(`${name} is longer than ${CELL_LENGTH_MAX} characters`);
    const text = unescapeFormula(given).trim();
    if (text !== '') read[name] = text;
  }
  return { row: place.row, cells: read, problems, place };
}

const refuse = (message: string, cause?: unknown) =>
  new InvalidInputError('invalid_input', message, undefined, { cause });
