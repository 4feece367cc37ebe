import type { Context } from '../context.js';
import type { PointEntry } from './point.model.js';
import type { Owner } from './read-account.js';
import { settlePoints } from './settle-points.js';
import { writeEntry, type DecideEntry } from './write-entry.js';

export type Needs = Pick<Context, 'actor' | 'clock' | 'publish'>;

/** What became of a cause: its entry, whether it was written just now, and the balance after it. */
export interface Appended {
  entry: PointEntry;
  isNew: boolean;
  balance: number;
}

/** Writes one entry into a friend's ledger, and brings everything to what the ledger then says. Null when none was wanted. */
export async function appendEntry(
  ctx: Needs,
  friend: Owner,
  cause: string,
  decide: DecideEntry,
): Promise<Appended | null> {
  const written = await writeEntry(ctx, friend, cause, decide);
  if (!written) return null;
  const { friendId, channelId } = written.entry;
  return { ...written, balance: await settlePoints(ctx, { _id: friendId, channelId }) };
}
