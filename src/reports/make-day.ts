import type { Context } from '../context.js';
import { isDuplicateKey, untilWritten } from '../infra/mongo/model.js';
import { findEnds, listFacts } from '../service/index.js';
import { addDays, atLocalTime } from '../shared/local-day.js';
import { listRated } from '../surveys/index.js';
import { loadBetween, type Open } from './core/load.js';
import { rowsOfDay, type Asking } from './core/rows-of-day.js';
import { dropPieces, keepPieces, PIECE_SIZE, pieceIdsOf, piecesOf } from './open-pieces.js';
import { packRows } from './pack-columns.js';
import { PLAIN_COLUMNS, ReportDayModel, reportDayId, type ReportDay } from './report-day.model.js';

/** After the end of a day, by when all that happened on it is known, unless a worker was away: that is looked for later. */
export const SETTLED_MS = 3_600_000;

/** A day of a channel, by its clocks. */
export interface LocalDay {
  channelId: string;
  timeZone: string;
  day: string;
}

/** From when until before when a day lasts. */
export const spanOf = ({ day, timeZone }: Omit<LocalDay, 'channelId'>): { from: Date; until: Date } => ({
  from: atLocalTime(day, '00:00', timeZone),
  until: atLocalTime(addDays(day, 1), '00:00', timeZone),
});

/** Whether all of a day is known. */
export const isSettled = (day: Omit<LocalDay, 'channelId'>, now: Date): boolean =>
  now.getTime() >= spanOf(day).until.getTime() + SETTLED_MS;

/**
 * Makes a day from the facts, anew where it was made before. `open` are the conversations that went on when it began. Of two
 * that make it at once the one stays that read later. Where other conversations go on at its end than before, the next day is
 * no longer true.
 */
export async function makeDay(
  ctx: Pick<Context, 'clock'>,
  local: LocalDay,
  open: readonly Open[],
  pieceSize = PIECE_SIZE,
): Promise<ReportDay> {
  const madeAt = ctx.clock.now();
  const { channelId, timeZone, day } = local;
  const { from, until } = spanOf(local);
  const facts = await listFacts(channelId, from, until);
  const rows = rowsOfDay(facts, await listAskings(channelId, from, until), timeZone);
  const end = until < madeAt ? until : madeAt;
  const _id = reportDayId(channelId, timeZone, day);
  const { loads, open: left } = loadBetween(rows, { from, until: end, open });
  const pieces = piecesOf(_id, left, pieceSize);
  const made: ReportDay = {
    _id,
    ...local,
    madeAt,
    isFinal: isSettled(local, madeAt),
    facts: facts.length,
    loads,
    openPieces: pieces.map((piece) => piece._id),
    packed: await packRows(rows),
  };
  const before = await ReportDayModel.findById(_id, { open: 1, openPieces: 1 }).lean();
  await keepPieces(_id, pieces, madeAt);
  const isKept = await keepDay(made);
  await dropPieces(_id, madeAt);
  if (
    !isKept ||
    !before ||
    isSame(
      pieceIdsOf(before, pieceSize),
      pieces.map((piece) => piece._id),
    )
  )
    return made;
  await markStale(ctx, { ...local, day: addDays(day, 1) });
  return made;
}

const isSame = (one: readonly string[], other: readonly string[]) => JSON.stringify(one) === JSON.stringify(other);

/** Says that a day is to be made anew; one that was never made needs no word. */
export async function markStale({ clock }: Pick<Context, 'clock'>, local: LocalDay): Promise<void> {
  const _id = reportDayId(local.channelId, local.timeZone, local.day);
  await ReportDayModel.updateOne({ _id }, { $set: { staleAt: clock.now() } });
}

/** Resolves to false when somebody made it later. */
async function keepDay({ _id, ...made }: ReportDay): Promise<boolean> {
  try {
    await untilWritten(() =>
      ReportDayModel.collection.updateOne(
        { _id: _id as never, madeAt: { $lte: made.madeAt } },
        { $set: made as never, $unset: Object.fromEntries(['open', ...PLAIN_COLUMNS].map((field) => [field, ''])) },
        { upsert: true },
      ),
    );
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
  // What came after it was read is still to be seen.
  await ReportDayModel.updateOne({ _id, staleAt: { $lt: made.madeAt } }, { $unset: { staleAt: '' } });
  return true;
}

const END = /conversation\/([0-9A-Z]+):(\d+)$/;

/** Who was asked how an ended conversation was: what triggered it is the activity of that end. */
async function listAskings(channelId: string, from: Date, until: Date): Promise<Asking[]> {
  const rated = (await listRated(channelId, from, until)).flatMap(({ cause, askAt: at, score }) => {
    const [, conversationId, rev] = END.exec(cause) ?? [];
    return conversationId === undefined ? [] : [{ conversationId, rev: Number(rev), at, score }];
  });
  const ends = new Map((await findEnds(rated)).map((end) => [`${end.conversationId}:${end.rev}`, end]));
  return rated.flatMap(({ conversationId, rev, at, score }) => {
    const about = ends.get(`${conversationId}:${rev}`);
    return about ? [{ at, score, about }] : [];
  });
}
