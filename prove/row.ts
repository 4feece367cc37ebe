import { z } from 'zod';

/** One scenario as it came out, as `npm run prove -- --json` prints it: one object per line. */
export const Row = z.strictObject({
  scenario: z.string(),
  friends: z.number().int(),
  /** Processes that were ended by SIGKILL. */
  kills: z.number().int(),
  /** Messages that our record calls accepted. */
  accepted: z.number().int(),
  /** Friends who did not see it, by LINE's ledger. */
  lost: z.number().int(),
  /** Friends who saw it more than once. */
  twice: z.number().int(),
  /** Messages that LINE bills. */
  billed: z.number().int(),
  /** Deliveries of which nobody can say what became of them. */
  unknown: z.number().int(),
  /** Deliveries that are still planned or in flight. */
  open: z.number().int(),
  seconds: z.number(),
});
export type Row = z.infer<typeof Row>;

/** Nothing lost, nothing twice, nothing left, and LINE bills what we say that it took. */
export const isProven = ({ lost, twice, billed, accepted, open }: Row): boolean =>
  lost === 0 && twice === 0 && open === 0 && billed === accepted;

export const formatLine = (row: Row): string => JSON.stringify(Row.parse(row));

const COLUMNS = Object.keys(Row.shape) as (keyof Row)[];

/** The rows for a reader, in columns. */
export function formatTable(rows: Row[]): string {
  const lines = [
    [...COLUMNS, ''],
    ...rows.map((row) => [...COLUMNS.map((column) => cellOf(row[column])), verdictOf(row)]),
  ];
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? [];
  return lines
    .map((line) =>
      line
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const cellOf = (value: string | number) =>
  typeof value === 'string' ? value : value.toLocaleString('en-US', { maximumFractionDigits: 0 });

const verdictOf = (row: Row) => (isProven(row) ? 'ok' : 'FAILED');
