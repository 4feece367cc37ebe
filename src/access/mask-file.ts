import { pipeline, Readable } from 'node:stream';
import { createInterface } from 'node:readline';
import { parse } from 'csv-parse';
import { stringify } from 'csv-stringify';
import type { StreamedFile } from '../infra/http/send-download.js';
import { mask } from './core/mask.js';

/** A file in which fields of friends are hidden, row by row: a column of a CSV file, a field of a line of NDJSON. */
export function maskFile(file: StreamedFile, maskedFields: string[]): StreamedFile {
  if (maskedFields.length === 0) return file;
  if (file.contentType.startsWith('text/csv')) return { ...file, stream: maskCsv(file.stream, maskedFields) };
  if (file.contentType === 'application/x-ndjson')
    return { ...file, stream: Readable.from(maskLines(file.stream, maskedFields), { objectMode: false }) };
  return file;
}

function maskCsv(stream: Readable, maskedFields: string[]): Readable {
  const parser = parse({ bom: true, columns: true });
  const writer = stringify({ bom: true, header: true, record_delimiter: 'windows' });
  const rows = async function* (source: AsyncIterable<object>) {
    for await (const row of source) yield mask(row, maskedFields);
  };
  // An error reaches whoever reads the stream; nobody else waits for this pipeline.
  pipeline(stream, parser, rows, writer, () => {});
  return writer;
}

async function* maskLines(stream: Readable, maskedFields: string[]): AsyncGenerator<string> {
  for await (const line of createInterface({ input: stream, crlfDelay: Infinity }))
    yield `${JSON.stringify(mask(JSON.parse(line), maskedFields))}\n`;
}
