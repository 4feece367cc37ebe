import type { Context } from '../context.js';
import { ConflictError } from '../errors.js';
import { derivedId } from '../infra/ids.js';
import { insertNew } from '../infra/mongo/model.js';
import { sumOf, type Lot } from './core/lots.js';
import { PointEntryModel, type PointEntry, type PointOp, type PointSource } from './point.model.js';
import { readAccount, type Account, type Owner } from './read-account.js';

const TRIES_MAX = 200; // of several writers of one friend one gets through each time

/** An entry that was decided on, and not yet written. */
export interface EntryDraft {
  op: PointOp;
  parts: Lot[];
  /** What was asked for, when it is not what the parts come to. */
  asked?: number;
  reason: string;
  source: PointSource;
  at: Date;
  reverses?: string;
}

/** Sees what the ledger comes to; null writes nothing. Is asked again when another writer was faster. */
export type DecideEntry = (account: Account) => EntryDraft | null | Promise<EntryDraft | null>;

/**
 * Writes one entry into a friend's ledger, decided on all entries before it: whoever decides takes the next place, and of two
 * who want the same one, one decides again. So no two spend the same points, and the entry alone is the change: balance and
 * announcement follow from it. The same cause writes one entry, whoever the friend was merged into since.
 */
export async function writeEntry(
  ctx: Pick<Context, 'actor' | 'clock'>,
  friend: Owner,
  cause: string,
  decide: DecideEntry,
): Promise<{ entry: PointEntry; isNew: boolean } | null> {
  const id = entryIdOf(friend.channelId, cause);
  for (let attempt = 0; attempt < TRIES_MAX; attempt += 1) {
    const known = await PointEntryModel.findById(id).lean();
    if (known) return { entry: known, isNew: false };
    const account = await readAccount(friend);
    const draft = await decide(account);
    if (!draft) return null;
    const points = sumOf(draft.parts);
    const entry: PointEntry = {
      _id: id,
      channelId: friend.channelId,
      friendId: friend._id,
      seq: account.seq + 1,
      points,
      asked: Math.abs(points),
      ...draft,
      actor: ctx.actor,
      recordedAt: ctx.clock.now(),
      isOpen: true,
    };
    if ((await insertNew(PointEntryModel, [entry])) === 1) return { entry, isNew: true };
  }
  throw new ConflictError(`The points of friend ${friend._id} are being changed by too many writers at once.`);
}

/** The id of the entry that belongs to a cause. */
export const entryIdOf = (channelId: string, cause: string): string => derivedId(`points/${channelId}/${cause}`);
