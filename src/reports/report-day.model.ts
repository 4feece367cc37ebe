import { Anything, defineModel } from '../infra/mongo/model.js';
import type { Columns } from './core/columns.js';
import type { Load, Open } from './core/load.js';

/** What happened on a day, in columns: packed, or as they are in a day that an earlier version made. */
export interface PackedColumns extends Partial<Columns> {
  packed?: Uint8Array;
}

/** A local day of a channel as reports read it. It follows from the facts and can be made anew. */
export interface ReportDay extends PackedColumns {
  /** Derived from channel, zone and day. */
  _id: string;
  channelId: string;
  timeZone: string;
  /** `YYYY-MM-DD`. */
  day: string;
  /** As of when it was read. */
  madeAt: Date;
  /** The day was over then, and what happened on it known. */
  isFinal: boolean;
  /** Since when it no longer says what is; absent while it does. */
  staleAt?: Date;
  /** Facts that it was made from. */
  facts: number;
  loads: Load[];
  /** The pieces of which the conversations are that were not over at its end. */
  openPieces?: string[];
  /** These themselves, of a day that an earlier version made. */
  open?: Open[];
}

/** The fields of columns that are not packed. */
export const PLAIN_COLUMNS = [
  'conversations',
  'agents',
  'teams',
  'labelSets',
  'numbers',
] as const satisfies (keyof Columns)[];

export const ReportDayModel = defineModel<ReportDay>(
  'ReportDay',
  'reportDays',
  {
    channelId: String,
    timeZone: String,
    day: String,
    madeAt: Date,
    isFinal: Boolean,
    staleAt: Date,
    facts: Number,
    loads: [Anything],
    openPieces: [String],
    open: [Anything],
    packed: Anything,
    ...Object.fromEntries(PLAIN_COLUMNS.map((column) => [column, Anything])),
  },
  [[{ channelId: 1, timeZone: 1, isFinal: 1, day: -1 }], [{ staleAt: 1 }, { sparse: true }]],
);

export const reportDayId = (channelId: string, timeZone: string, day: string): string =>
  `${channelId}/${timeZone}/${day}`;
