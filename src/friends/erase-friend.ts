import { nameActor } from '../access/index.js';
import type { Context } from '../context.js';
import { ConflictError, NotFoundError } from '../errors.js';
import { insertNew } from '../infra/mongo/model.js';
import { ErasureModel, type Erasure } from './erasure.model.js';
import { FriendModel, type FriendDocument } from './friend.model.js';
import { MergeModel } from './merge.model.js';

const OVERDUE_MS = 60_000;
const SWEEP_MAX = 20;

/**
 * Removes everything that is kept about a friend, and about those merged into them, and leaves a proof. Doing it again is
 * harmless and answers with the same proof. Who follows again is a new friend.
 */
export async function eraseFriend(ctx: Context, friendId: string, reason: string): Promise<Erasure> {
  const friend = await FriendModel.findById(friendId).lean();
  if (!friend) return getErasure(friendId);
  if (friend.mergedInto !== null)
    throw new ConflictError(`Friend ${friendId} was merged into ${friend.mergedInto}; erase that one.`);
  const erasure: Erasure = {
    _id: friendId,
    channelId: friend.channelId,
    fingerprint: ctx.secrets.fingerprint(`${friend.channelId}/${friend.lineUserId}`),
    reason,
    by: nameActor(ctx.actor),
    state: 'erasing',
    counts: {},
    startedAt: ctx.clock.now(),
    doneAt: null,
  };
  await insertNew(ErasureModel, [erasure]);
  return finishErasure(ctx, friend);
}

/** The proof that a friend was erased; NotFoundError when they were not. */
export async function getErasure(friendId: string): Promise<Erasure> {
  const erasure = await ErasureModel.findById(friendId).lean();
  if (!erasure) throw new NotFoundError('friend', friendId);
  return erasure;
}

/** The proofs of a channel, newest first. */
export async function listErasures(channelId: string, limit: number): Promise<Erasure[]> {
  return ErasureModel.find({ channelId }).sort({ startedAt: -1 }).limit(limit).lean();
}

/** The record of the friend goes last, so that whoever repeats this still finds whom it is about. */
async function finishErasure(ctx: Context, friend: FriendDocument): Promise<Erasure> {
  const absorbed = await findAbsorbed(friend);
  for (const one of [...absorbed, friend]) {
    await noteCounts(ctx, friend._id, one);
    for (const holding of ctx.holdings) await holding.erase(ctx, one);
    await FriendModel.deleteOne({ _id: one._id });
  }
  await ErasureModel.updateOne(
    { _id: friend._id, state: 'erasing' },
    { $set: { state: 'done', doneAt: ctx.clock.now() } },
  );
  return getErasure(friend._id);
}

/** Records that were merged into this one, and into those. */
export async function findAbsorbed({
  _id,
  channelId,
}: Pick<FriendDocument, '_id' | 'channelId'>): Promise<FriendDocument[]> {
  const found = new Set<string>();
  let keepIds = [_id];
  while (keepIds.length > 0) {
    const merges = await MergeModel.find({ keepId: { $in: keepIds } }, { absorbId: 1 }).lean();
    keepIds = merges.flatMap(({ absorbId }) => (found.has(absorbId) ? [] : [absorbId]));
    for (const id of keepIds) found.add(id);
  }
  // A merge that was undone left a friend of their own, or one who was merged into somebody else since.
  const into = [_id, ...found];
  return FriendModel.find({ _id: { $in: [...found] }, channelId, mergedInto: { $in: into } }).lean();
}

/** Notes how much there was, once: what a second try still finds was counted by the first. */
async function noteCounts(ctx: Context, erasureId: string, friend: FriendDocument): Promise<void> {
  for (const holding of ctx.holdings) {
    const count = await holding.count(friend);
    if (count === 0) continue;
    const key = `counts.${holding.name}`;
    await ErasureModel.collection.updateOne({ _id: erasureId as never }, { $max: { [key]: count } });
  }
}

/** Goes on with erasures that a process left behind. */
export async function sweepErasures(ctx: Context): Promise<void> {
  const before = new Date(ctx.clock.now().getTime() - OVERDUE_MS);
  const left = await ErasureModel.find({ state: 'erasing', startedAt: { $lte: before } })
    .sort({ startedAt: 1 })
    .limit(SWEEP_MAX)
    .lean();
  for (const { _id } of left) {
    const friend = await FriendModel.findById(_id).lean();
    try {
      if (friend) await finishErasure(ctx, friend);
      else
        await ErasureModel.updateOne({ _id, state: 'erasing' }, { $set: { state: 'done', doneAt: ctx.clock.now() } });
    } catch (err) {
      // A send on its way holds it up; the next sweep looks again.
      if (!(err instanceof ConflictError)) throw err;
      ctx.log.info({ err, friendId: _id }, 'erasure waits');
    }
  }
}
