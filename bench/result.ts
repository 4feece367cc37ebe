import { z } from 'zod';

/** One measured figure, as `npm run bench -- --json` prints it: one object per line. */
export const BenchResult = z.strictObject({
  name: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  value: z.number(),
  unit: z.string().min(1),
  /** `value` divided by that of the yardstick in `against`, measured in the same run. */
  ratio: z.number().optional(),
  against: z.string().optional(),
  engine: z.enum(['embedded', 'mongodb', 'documentdb', 'none']),
  /** How many events, friends or requests the figure rests on. */
  n: z.number().int().positive(),
});
export type BenchResult = z.infer<typeof BenchResult>;
export type Engine = BenchResult['engine'];

export const formatLine = (result: BenchResult): string => JSON.stringify(BenchResult.parse(result));

/** The result on a line of output; throws when the line is none. */
export const parseLine = (line: string): BenchResult => BenchResult.parse(JSON.parse(line));

const HEADINGS = ['figure', 'value', 'unit', 'against', 'engine', 'n'];

/** The results for a reader: one row each, in columns. */
export function formatTable(results: BenchResult[]): string {
  const rows = [HEADINGS, ...results.map(cellsOf)];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === 1 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function cellsOf({ name, value, unit, ratio, against, engine, n }: BenchResult): string[] {
  const compared = ratio === undefined ? '' : `${(ratio * 100).toFixed(0)} % of ${against ?? ''}`;
  return [name, inDigits(value), unit, compared, engine, inDigits(n)];
}

const inDigits = (value: number) =>
  value.toLocaleString('en-US', { maximumFractionDigits: Math.abs(value) < 100 ? 1 : 0 });
