/** Columns of the table beside the name, in their order, each with how much of the width it takes. */
export const COLUMNS = {
  stage: 'minmax(84px, 0.7fr)',
  status: 'minmax(84px, 0.7fr)',
  tags: 'minmax(150px, 1.8fr)',
  lastActive: 'minmax(92px, 0.7fr)',
  orders: 'minmax(110px, 0.9fr)',
  standing: 'minmax(84px, 0.7fr)',
  owner: 'minmax(110px, 1fr)',
  points: 'minmax(70px, 0.5fr)',
  health: 'minmax(70px, 0.5fr)',
  since: 'minmax(92px, 0.7fr)',
} as const;

export type Column = keyof typeof COLUMNS;

export const ALL_COLUMNS = Object.keys(COLUMNS) as Column[];
export const USUAL_COLUMNS: Column[] = ['stage', 'status', 'tags', 'lastActive', 'orders', 'standing', 'owner'];

/** Those of the names that are columns, in the order of the table; the usual ones when none is. */
export function columnsOf(names: unknown): Column[] {
  const chosen = Array.isArray(names) ? ALL_COLUMNS.filter((column) => names.includes(column)) : [];
  return chosen.length === 0 ? USUAL_COLUMNS : chosen;
}

/** The widths of a row: the box to choose it, the name, and the columns. */
export const templateOf = (columns: readonly Column[]): string =>
  ['32px', 'minmax(170px, 1.6fr)', ...columns.map((column) => COLUMNS[column])].join(' ');
