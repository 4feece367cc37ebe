import { pipeline, Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import { escapeFormula } from './formula.js';

/**
 * Rows as a CSV stream that spreadsheets open as it is: UTF-8 with a byte order mark, and no cell that they would run. It
 * reads no more rows than the taker takes.
 */
export function writeCsv(columns: string[], rows: AsyncIterable<Record<string, unknown>>): Readable {
  const stringifier = stringify({ bom: true, header: true, columns, record_delimiter: 'windows' });
  const cells = Readable.from(toCells(columns, rows));
  // An error reaches whoever reads the stream; nobody else waits for this pipeline.
  pipeline(cells, stringifier, () => {});
  return stringifier;
}

async function* toCells(columns: string[], rows: AsyncIterable<Record<string, unknown>>): AsyncGenerator<string[]> {
  for await (const row of rows) yield columns.map((name) => toCell(row[name]));
}

function toCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return escapeFormula(typeof value === 'string' ? value : JSON.stringify(value));
}

/** Rows as a stream of one JSON document per line. */
export function writeNdjson(rows: AsyncIterable<object>): Readable {
  return Readable.from(toLines(rows), { objectMode: false });
}

async function* toLines(rows: AsyncIterable<object>): AsyncGenerator<string> {
  for await (const row of rows) yield `${JSON.stringify(row)}\n`;
}
