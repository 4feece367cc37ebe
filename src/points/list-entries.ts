import { beforeFilter } from '../infra/mongo/page-before.js';
import { cursorOf, placeOf } from '../shared/cursor.js';
import { PointEntryModel, type PointEntry } from './point.model.js';

/** A page of a friend's ledger, newest first; `next` is where the page after it begins. */
export async function listEntries(
  friendId: string,
  { before, limit }: { before: string | undefined; limit: number },
): Promise<{ entries: PointEntry[]; next: string | null }> {
  const entries = await PointEntryModel.find({ friendId, ...beforeFilter('at', placeOf(before)) })
    .sort({ at: -1, _id: -1 })
    .limit(limit)
    .lean();
  const last = entries.at(-1);
  return { entries, next: last && entries.length === limit ? cursorOf(last.at, last._id) : null };
}
