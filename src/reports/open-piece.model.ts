import { Anything, defineModel } from '../infra/mongo/model.js';
import type { Open } from './core/load.js';

/** Part of the conversations that were not over at the end of a day. A day names its pieces. */
export interface OpenPiece {
  /** Derived from the day and what is in it. */
  _id: string;
  dayId: string;
  /** The latest reading of the day that it is of. */
  usedAt: Date;
  open: Open[];
}

export const OpenPieceModel = defineModel<OpenPiece>(
  'ReportDayOpen',
  'reportDayOpens',
  { dayId: String, usedAt: Date, open: [Anything] },
  [[{ dayId: 1, usedAt: 1 }]],
);
