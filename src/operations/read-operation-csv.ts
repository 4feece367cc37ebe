import { readCsv, readCsvFrom, readCsvHeader, type CheckHeader, type CsvRow } from '../infra/csv/read-csv.js';
import { openOperationFile } from './operation-file.js';

/** A piece of an operation's CSV file: up to `limit` rows after `cursor`, and the cursor of the next piece. */
export async function readOperationCsv(
  operationId: string,
  { cursor, limit, checkHeader }: { cursor: string | null; limit: number; checkHeader: CheckHeader },
): Promise<{ rows: CsvRow[]; cursor: string | null; isLast: boolean }> {
  const rows: CsvRow[] = [];
  for await (const row of await rowsAfter(operationId, cursor, checkHeader)) {
    rows.push(row);
    if (rows.length === limit) return { rows, cursor: `${row.place.byte}:${row.place.row}`, isLast: false };
  }
  return { rows, cursor, isLast: true };
}

async function rowsAfter(
  operationId: string,
  cursor: string | null,
  checkHeader: CheckHeader,
): Promise<AsyncGenerator<CsvRow>> {
  if (cursor === null) return readCsv(await openOperationFile(operationId), checkHeader);
  const [byte = 0, row = 0] = cursor.split(':').map(Number);
  const header = await readCsvHeader(await openOperationFile(operationId), checkHeader);
  return readCsvFrom(await openOperationFile(operationId, byte), header, { byte, row });
}
