import { isDuplicateKey, untilWritten } from '../infra/mongo/model.js';
import { addLots, type Lot } from './core/lots.js';
import { PointAccountModel, PointEntryModel } from './point.model.js';

/** What a friend's ledger comes to. */
export interface Account {
  friendId: string;
  channelId: string;
  /** Place of the latest entry; the next one takes the place after it. */
  seq: number;
  epoch: number;
  lots: Lot[];
}

/** Whose points they are: a friend, as much of them as it takes. */
export type Owner = { _id: string; channelId: string };

/** Sums up a friend's ledger: what was summed up before and the entries since then, or all of them. */
export async function readAccount({ _id: friendId, channelId }: Owner): Promise<Account> {
  const stored = await PointAccountModel.findById(friendId).lean();
  const isUsable = stored !== null && !stored.isStale;
  const after = isUsable ? { seq: { $gt: stored.seq } } : {};
  const entries = await PointEntryModel.find({ friendId, ...after }, { seq: 1, parts: 1 })
    .sort({ seq: 1 })
    .lean();
  return {
    friendId,
    channelId,
    // A merge that is undone takes entries away; their places stay taken.
    seq: Math.max(stored?.seq ?? 0, entries.at(-1)?.seq ?? 0),
    epoch: stored?.epoch ?? 0,
    lots: addLots(
      isUsable ? stored.lots : [],
      entries.flatMap(({ parts }) => parts),
    ),
  };
}

/** Keeps a sum, unless one that goes further is kept already or the ledger is to be summed up anew. */
export async function keepAccount(
  { friendId, channelId, seq, epoch, lots }: Account,
  checkAt: Date | null,
): Promise<void> {
  await untilWritten(() =>
    PointAccountModel.updateOne(
      { _id: friendId, epoch, seq: { $lte: seq } },
      { $set: { channelId, seq, lots, isStale: false, checkAt } },
      { upsert: true },
    ),
  ).catch((error: unknown) => {
    if (!isDuplicateKey(error)) throw error;
  });
}

/** Lets the whole ledger of a friend be summed up anew; what somebody sums up just now is not kept. */
export async function forgetAccount({ _id, channelId }: Owner): Promise<void> {
  await untilWritten(() =>
    PointAccountModel.updateOne(
      { _id },
      { $inc: { epoch: 1 }, $set: { isStale: true }, $setOnInsert: { channelId, seq: 0, lots: [], checkAt: null } },
      { upsert: true },
    ),
  );
}
