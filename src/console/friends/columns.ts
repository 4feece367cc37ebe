/** Columns of the table beside the name, in their order: how wide each is at least, and its share of what is left. */
export const COLUMNS = {
  stage: { min: 92, share: 0.7 },
  status: { min: 84, share: 0.7 },
  tags: { min: 180, share: 1.8 },
  lastActive: { min: 92, share: 0.7 },
  orders: { min: 130, share: 0.9 },
  standing: { min: 84, share: 0.7 },
  owner: { min: 110, share: 1 },
  points: { min: 70, share: 0.5 },
  health: { min: 70, share: 0.5 },
  since: { min: 92, share: 0.7 },
} as const;

export type Column = keyof typeof COLUMNS;

export const ALL_COLUMNS = Object.keys(COLUMNS) as Column[];
export const USUAL_COLUMNS: Column[] = ['stage', 'status', 'tags', 'lastActive', 'orders', 'standing', 'owner'];

/** Those of the names that are columns, in the order of the table; the usual ones when none is. */
export function columnsOf(names: unknown): Column[] {
  const chosen = Array.isArray(names) ? ALL_COLUMNS.filter((column) => names.includes(column)) : [];
  return chosen.length === 0 ? USUAL_COLUMNS : chosen;
}

const BOX = 32;
const NAME = { min: 180, share: 1.6 };
const GAP = 10;
const EDGE = 28;

/** How the cells of a row stand beside one another, in pixels: the box to choose it, the name, and the columns. */
export function layoutOf(columns: readonly Column[]): {
  gridTemplateColumns: string;
  minWidth: number;
  columnGap: number;
} {
  const cells = [NAME, ...columns.map((column) => COLUMNS[column])];
  return {
    gridTemplateColumns: [`${BOX}px`, ...cells.map(({ min, share }) => `minmax(${min}px, ${share}fr)`)].join(' '),
    minWidth: EDGE + BOX + cells.reduce((sum, { min }) => sum + min + GAP, 0),
    columnGap: GAP,
  };
}
