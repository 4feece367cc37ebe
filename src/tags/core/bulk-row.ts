const COLUMNS = ['friendId', 'lineUserId', 'weight'];
const WEIGHT_MAX = 1_000;

/** One row of a file of friends to tag. */
export interface BulkRow {
  row: number | null;
  friendId: string | null;
  lineUserId: string | null;
  weight: number | null;
}

/** What is wrong with the columns of a file of friends to tag, or null. */
export function bulkHeaderProblem(names: string[]): string | null {
  const unknown = names.find((name) => !COLUMNS.includes(name));
  if (unknown !== undefined) return `The column ${unknown} is not read; the columns are ${COLUMNS.join(', ')}.`;
  if (!names.includes('friendId') && !names.includes('lineUserId'))
    return 'The file needs a column friendId or lineUserId.';
  return null;
}

/** One row read, or what is wrong with it. */
export function readBulkRow({
  row,
  cells,
  problems,
}: {
  row: number;
  cells: Record<string, string>;
  problems: string[];
}): BulkRow | { row: number; subject: string; problem: string } {
  const { friendId = null, lineUserId = null, weight } = cells;
  const subject = friendId ?? lineUserId ?? '';
  const refuse = (problem: string) => ({ row, subject, problem });
  if (problems.length > 0) return refuse(`The row ${problems.join('; ')}.`);
  if (subject === '') return refuse('The row names no friend.');
  const number = weight === undefined ? null : Number(weight);
  if (number !== null && !(number > 0 && number <= WEIGHT_MAX))
    return refuse(`weight is ${weight}; it must be a number above 0, at most ${WEIGHT_MAX}.`);
  return { row, friendId, lineUserId: friendId === null ? lineUserId : null, weight: number };
}
