import { InvalidInputError } from '../errors.js';
import { beforeFilter } from '../infra/mongo/page-before.js';
import { TagLedgerModel, type TagLedgerEntry } from './tag.model.js';

/** A page of the ledger of a friend's tag, newest first; `next` is where the page after it begins. */
export async function listLedger(
  { friendId, tagId }: { friendId: string; tagId: string },
  { before, limit }: { before: string | null; limit: number },
): Promise<{ rows: TagLedgerEntry[]; next: string | null }> {
  const place = before === null ? null : readCursor(before);
  const rows = await TagLedgerModel.find({ friendId, tagId, ...beforeFilter('at', place) })
    .sort({ at: -1, _id: -1 })
    .limit(limit)
    .lean();
  const last = rows.at(-1);
  return { rows, next: last && rows.length === limit ? writeCursor(last) : null };
}

const writeCursor = ({ at, _id }: TagLedgerEntry) => Buffer.from(`${at.getTime()} ${_id}`).toString('base64url');

function readCursor(cursor: string): { at: Date; id: string } {
  const [, time = '', id = ''] = /^(-?\d{1,15}) (.+)$/s.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (id === '')
    throw new InvalidInputError('invalid_input', `before is ${cursor}; it must be the next of an earlier page.`);
  return { at: new Date(Number(time)), id };
}
