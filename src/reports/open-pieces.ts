import { createHash } from 'node:crypto';
import { untilWritten } from '../infra/mongo/model.js';
import type { Open } from './core/load.js';
import { splitOpen } from './core/split-open.js';
import { OpenPieceModel, type OpenPiece } from './open-piece.model.js';
import { ReportDayModel, type ReportDay } from './report-day.model.js';

/** Conversations in one piece: some 130 bytes each, of the 16 MB that a document may have. */
export const PIECE_SIZE = 5_000;

/** What goes on at the end of a day in pieces, each under an id of what is in it. */
export const piecesOf = (dayId: string, open: readonly Open[], size: number): Pick<OpenPiece, '_id' | 'open'>[] =>
  splitOpen(open, size).map((piece) => {
    const hash = createHash('sha256').update(JSON.stringify(piece)).digest('base64url');
    return { _id: `${dayId}/${hash}`, open: piece };
  });

/** Stores pieces before the day names them; what is there already stays. */
export async function keepPieces(
  dayId: string,
  pieces: Pick<OpenPiece, '_id' | 'open'>[],
  usedAt: Date,
): Promise<void> {
  for (const { _id, open } of pieces)
    await untilWritten(() =>
      OpenPieceModel.collection.updateOne(
        { _id: _id as never },
        { $setOnInsert: { dayId, open }, $max: { usedAt } },
        { upsert: true },
      ),
    );
}

/** Drops the pieces of a day that were last of a reading before a time: of two readings the earlier is never kept. */
export const dropPieces = async (dayId: string, before: Date): Promise<void> => {
  await OpenPieceModel.deleteMany({ dayId, usedAt: { $lt: before } });
};

const TRIES_MAX = 10; // the day is made anew every two seconds at most, and reading takes a part of that

/** Conversations that were not over at the end of a day; null where it was not made. */
export async function readOpen(dayId: string): Promise<Open[] | null> {
  for (let attempt = 0; attempt < TRIES_MAX; attempt += 1) {
    const day = await ReportDayModel.findById(dayId, { open: 1, openPieces: 1 }).lean();
    if (!day) return null;
    if (day.open) return day.open;
    const ids = day.openPieces ?? [];
    const pieces = await OpenPieceModel.find({ _id: { $in: ids } }).lean();
    // Fewer are there when the day was made anew in between.
    if (pieces.length === ids.length) return pieces.flatMap(({ open }) => open);
  }
  throw new Error(`The day ${dayId} is made anew faster than it can be read.`);
}

/** The ids of the pieces of a day, also of one that an earlier version made, as if it were made of such pieces. */
export const pieceIdsOf = ({ _id, open, openPieces }: Pick<ReportDay, '_id' | 'open' | 'openPieces'>, size: number) =>
  open ? piecesOf(_id, open, size).map((piece) => piece._id) : (openPieces ?? []);
