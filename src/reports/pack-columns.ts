import { pack, unpack } from '../infra/mongo/packed.js';
import { toColumns, type Columns } from './core/columns.js';
import type { Row } from './core/row.js';
import type { PackedColumns } from './report-day.model.js';

/** The rows of a day as it keeps them. */
export const packRows = (rows: readonly Row[]): Promise<Buffer> => pack(toColumns(rows));

/** The columns of a day; one that an earlier version made has them as they are. */
export const columnsOf = ({ packed, ...day }: PackedColumns): Columns => (packed ? unpack(packed) : day) as Columns;
