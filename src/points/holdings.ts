import type { Context } from '../context.js';
import type { HeldFriend, HeldMerge, HoldingDefinition, TimelineSource } from '../edges.js';
import { holdingOf } from '../friends/index.js';
import { isDuplicateKey } from '../infra/mongo/model.js';
import { beforeFilter } from '../infra/mongo/page-before.js';
import { PointAccountModel, PointEntryModel } from './point.model.js';
import { forgetAccount, readAccount } from './read-account.js';
import { settlePoints } from './settle-points.js';
import { writeEntry } from './write-entry.js';

type Acting = Pick<Context, 'actor' | 'clock' | 'publish'>;

/** A friend's ledger and what it was summed up to; both records are summed up anew when entries change hands. */
export const holdings: HoldingDefinition[] = [
  {
    ...holdingOf('points', PointEntryModel),
    collections: ['pointEntries', 'pointAccounts'],
    async erase(_ctx, { _id }) {
      await PointEntryModel.deleteMany({ friendId: _id });
      await PointAccountModel.deleteOne({ _id });
    },
    async move(ctx, { id, from, to }) {
      await handOver(ctx, { from, to }, {}, { mergeId: id });
    },
    async moveBack(ctx, merge) {
      const { id, from, to } = merge;
      await handOver(ctx, { from: to, to: from }, { mergeId: id }, null);
      await evenOut(ctx, merge);
    },
  },
];

/**
 * Makes entries of one record the other's, one after the other in their order, each at the next place of the other ledger.
 * A balance is a sum over the entries, so both sums stay right, and nobody's earlier spending is decided again.
 */
async function handOver(
  ctx: Acting,
  { from, to }: { from: HeldFriend; to: HeldFriend },
  which: { mergeId?: string },
  mark: { mergeId: string } | null,
): Promise<void> {
  const entries = await PointEntryModel.find({ friendId: from._id, ...which }, { seq: 1 })
    .sort({ seq: 1 })
    .lean();
  if (entries.length > 0) {
    // What was announced of the one who gives must be known to the kept sum, because places are not taken twice.
    await settlePoints(ctx, from);
    await forgetAccount(from);
    let { seq } = await readAccount(to);
    for (const { _id } of entries) seq = await takeNextPlace(_id, from._id, to, seq, mark);
  }
  for (const friend of [from, to]) {
    await forgetAccount(friend);
    await settlePoints(ctx, friend);
  }
}

async function takeNextPlace(
  entryId: string,
  fromId: string,
  to: HeldFriend,
  after: number,
  mark: { mergeId: string } | null,
): Promise<number> {
  for (let seq = after + 1; ; seq += 1) {
    try {
      const place = { friendId: to._id, seq, ...mark };
      await PointEntryModel.updateOne(
        { _id: entryId, friendId: fromId },
        mark ? { $set: place } : { $set: place, $unset: { mergeId: '' } },
      );
      return seq;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  }
}

/**
 * After a merge was taken back, what was spent or ended since of the absorbed friend's points is missing at the kept one: it
 * is taken out of the same lots of the absorbed friend, so that nobody is left with less than nothing.
 */
async function evenOut(ctx: Acting, { id, from, to }: HeldMerge): Promise<void> {
  const { lots } = await readAccount(to);
  const holes = lots.filter(({ points }) => points < 0);
  if (holes.length === 0) return;
  const base = { op: 'transfer' as const, reason: 'merge taken back', source: { kind: 'merge' as const, id } };
  const paid = await writeEntry(ctx, from, `merge/${id}/paid`, () => ({ ...base, parts: holes, at: ctx.clock.now() }));
  const parts = (paid?.entry.parts ?? []).map(({ expiresAt, points }) => ({ expiresAt, points: -points }));
  await writeEntry(ctx, to, `merge/${id}/received`, () => ({ ...base, parts, at: ctx.clock.now() }));
  for (const friend of [from, to]) await settlePoints(ctx, friend);
}

const KIND = 'points.changed';

export const timeline: TimelineSource[] = [
  {
    name: 'points',
    kinds: [KIND],
    async read(friendId, { before, limit }) {
      const entries = await PointEntryModel.find({ friendId, ...beforeFilter('at', before) })
        .sort({ at: -1, _id: -1 })
        .limit(limit)
        .lean();
      return entries.map(({ _id, at, op, points, reason, source, actor }) => ({
        id: _id,
        at,
        kind: KIND,
        data: { op, points, reason, source, actor },
      }));
    },
  },
];
