import { nameActor } from '../access/index.js';
import type { Context } from '../context.js';
import type { HeldMerge } from '../edges.js';
import { ConflictError, InvalidInputError, NotFoundError } from '../errors.js';
import { newId } from '../infra/ids.js';
import { insertNew } from '../infra/mongo/model.js';
import { sensitiveAttributes } from './attribute-definitions.js';
import { changeFriend, changeFriendAndPublish } from './change-friend.js';
import { attributeConflicts, joinedPartOf, joinFriends, partFriends } from './core/join-friends.js';
import type { Friend } from './core/friend.js';
import { gramsOf } from './core/search.js';
import { friendMerged } from './events.js';
import { getFriend } from './find-friends.js';
import { MergeModel, type Merge } from './merge.model.js';

const UNDO_MS = 24 * 3_600_000;
const LATE_MS = 60_000; // an event that was being handled for the absorbed friend has been recorded by then
const SWEEP_MAX = 50;

interface Pair {
  keepId: string;
  absorbId: string;
}

/** What a merge would do, without doing it. */
export async function previewMerge(ctx: Context, pair: Pair) {
  const { kept, absorbed } = await getPair(pair);
  const joined = joinFriends(joinedPartOf(kept), joinedPartOf(absorbed));
  const counts = await Promise.all(
    ctx.holdings.map(async (holding) => [holding.name, await holding.count(absorbed)] as const),
  );
  return {
    kept,
    absorbed,
    attributes: joined.attributes,
    conflicts: attributeConflicts(kept.attributes, absorbed.attributes),
    consent: joined.consent,
    isBlacklisted: joined.blacklisted !== null,
    tagIds: [...new Set([...kept.tags, ...absorbed.tags].map(({ tagId }) => tagId))],
    counts: Object.fromEntries(counts.filter(([, count]) => count > 0)),
  };
}

/** Makes two friends one. Asking again answers with the merge there is. */
export async function mergeFriends(ctx: Context, pair: Pair): Promise<Merge> {
  const known = await findActive(pair);
  if (known) return goOn(ctx, known);
  const { kept } = await getPair(pair);
  const at = ctx.clock.now();
  const merge: Merge = {
    _id: newId(),
    channelId: kept.channelId,
    ...pair,
    state: 'merging',
    isActive: true,
    by: nameActor(ctx.actor),
    at,
    undoUntil: new Date(at.getTime() + UNDO_MS),
    undoneAt: null,
    before: null,
    dueAt: new Date(at.getTime() + LATE_MS),
  };
  await insertNew(MergeModel, [merge]);
  const ours = await findActive(pair);
  if (!ours) throw new ConflictError(`Friend ${pair.absorbId} is being merged into another friend.`);
  return goOn(ctx, ours);
}

const findActive = ({ keepId, absorbId }: Pair) => MergeModel.findOne({ keepId, absorbId, isActive: true }).lean();

/** Finishes a merge that was begun; one that can no longer be is given up before it did anything. */
async function goOn(ctx: Context, merge: Merge): Promise<Merge> {
  if (merge.state !== 'merging') return merge;
  try {
    return await finishMerge(ctx, merge);
  } catch (error) {
    const { mergedInto } = await getFriend(merge.absorbId);
    if (error instanceof ConflictError && mergedInto !== merge.keepId)
      await MergeModel.updateOne(
        { _id: merge._id },
        { $set: { state: 'undone', isActive: false }, $unset: { dueAt: '' } },
      );
    throw error;
  }
}

/** Takes a merge back, for a day after it. Asking twice is harmless. */
export async function undoMerge(ctx: Context, mergeId: string): Promise<Merge> {
  const now = ctx.clock.now();
  const merge = await getMerge(mergeId);
  if (merge.state === 'undone') return merge;
  const undoing = await MergeModel.findOneAndUpdate(
    { _id: mergeId, $or: [{ state: 'undoing' }, { state: 'done', undoUntil: { $gt: now } }] },
    { $set: { state: 'undoing', dueAt: new Date(now.getTime() + LATE_MS) } },
    { returnDocument: 'after' },
  ).lean();
  if (undoing) return finishUndo(ctx, undoing);
  const until = merge.undoUntil.toISOString();
  throw new ConflictError(`Merge ${mergeId} cannot be undone: it is ${merge.state}, and undoing it ends at ${until}.`);
}

async function getMerge(mergeId: string): Promise<Merge> {
  const merge = await MergeModel.findById(mergeId).lean();
  if (!merge) throw new NotFoundError('merge', mergeId);
  return merge;
}

/** The two friends, when they may be merged. */
async function getPair({ keepId, absorbId }: Pair): Promise<{ kept: Friend; absorbed: Friend }> {
  if (keepId === absorbId)
    throw new InvalidInputError('invalid_input', `keepId and absorbId are both ${keepId}; name two friends.`);
  const [kept, absorbed] = await Promise.all([getFriend(keepId), getFriend(absorbId)]);
  if (kept.channelId !== absorbed.channelId)
    throw new InvalidInputError(
      'invalid_input',
      `Friend ${keepId} is of channel ${kept.channelId}, friend ${absorbId} of ${absorbed.channelId}; both must be of one.`,
    );
  for (const { _id, mergedInto } of [kept, absorbed]) {
    if (mergedInto !== null) throw new ConflictError(`Friend ${_id} was merged into ${mergedInto} already.`);
  }
  return { kept, absorbed };
}

/** Every step may run again: the absorbed record leads away, the kept one takes in its facts once, then all else moves. */
async function finishMerge(ctx: Context, merge: Merge): Promise<Merge> {
  const { _id: id, keepId, absorbId } = merge;
  const absorbed = await changeFriend(ctx, absorbId, ({ mergedInto }) => {
    if (mergedInto === keepId) return null;
    if (mergedInto !== null) throw new ConflictError(`Friend ${absorbId} was merged into ${mergedInto} already.`);
    const checks = {
      tagsCheckAt: null,
      stageCheckAt: null,
      segmentsCheckAt: null,
      menuCheckAt: null,
      tierCheckAt: null,
    };
    return { set: { mergedInto: keepId, segments: [], profileDueAt: null, ...checks } };
  });
  const isSensitive = await sensitiveAttributes(ctx, merge.channelId);
  const kept = await changeFriendAndPublish(ctx, keepId, async (current) => {
    if (current.mergedInto !== null)
      throw new ConflictError(`Friend ${keepId} was merged into ${current.mergedInto} meanwhile.`);
    if (current.merges?.includes(id)) return null;
    const before = { kept: joinedPartOf(current), absorbed: joinedPartOf(absorbed) };
    await MergeModel.updateOne({ _id: id }, { $set: { before } });
    const joined = joinFriends(before.kept, before.absorbed);
    const now = ctx.clock.now();
    return {
      set: {
        ...joined,
        merges: [...(current.merges ?? []), id],
        grams: gramsOf({ ...current, ...joined }, isSensitive),
      },
      announce: [friendMerged.of({ mergeId: id, absorbId, isUndone: false }, now)],
    };
  });
  await moveAll(ctx, { id, at: merge.at, from: absorbed, to: kept });
  await lookAgain(ctx, keepId);
  await MergeModel.updateOne({ _id: id, state: 'merging' }, { $set: { state: 'done' } });
  return getMerge(id);
}

async function moveAll(ctx: Context, merge: HeldMerge): Promise<void> {
  for (const holding of ctx.holdings) await holding.move(ctx, merge);
}

/** What is decided about a friend is decided again, now that all that was to move has moved. */
async function lookAgain(ctx: Context, friendId: string): Promise<void> {
  const now = ctx.clock.now();
  const checks = { tierCheckAt: now, stageCheckAt: now, segmentsCheckAt: now, menuCheckAt: now };
  await changeFriend(ctx, friendId, ({ mergedInto }) => (mergedInto === null ? { set: checks } : null));
}

async function finishUndo(ctx: Context, merge: Merge): Promise<Merge> {
  const { _id: id, keepId, absorbId, before } = merge;
  const now = ctx.clock.now();
  const isSensitive = await sensitiveAttributes(ctx, merge.channelId);
  const kept = await changeFriendAndPublish(ctx, keepId, (current) => {
    if (!before || !current.merges?.includes(id)) return null;
    const joined = joinFriends(before.kept, before.absorbed);
    const parted = partFriends(joinedPartOf(current), before.kept, joined);
    return {
      set: {
        ...parted,
        merges: current.merges.filter((one) => one !== id),
        grams: gramsOf({ ...current, ...parted }, isSensitive),
      },
      announce: [friendMerged.of({ mergeId: id, absorbId, isUndone: true }, now)],
    };
  });
  const absorbed = await changeFriendAndPublish(ctx, absorbId, ({ mergedInto }) =>
    mergedInto === keepId ? { set: { mergedInto: null, profileDueAt: now } } : null,
  );
  for (const holding of ctx.holdings) await holding.moveBack(ctx, { id, at: merge.at, from: absorbed, to: kept });
  for (const friendId of [keepId, absorbId]) await lookAgain(ctx, friendId);
  await MergeModel.updateOne(
    { _id: id, state: 'undoing' },
    { $set: { state: 'undone', isActive: false, undoneAt: now, before: null }, $unset: { dueAt: '' } },
  );
  return getMerge(id);
}

/** Goes on with merges that a process left half-way, moves what came late, and forgets what was before when undoing is over. */
export async function sweepMerges(ctx: Context): Promise<void> {
  const now = ctx.clock.now();
  const due = await MergeModel.find({ dueAt: { $lte: now } })
    .sort({ dueAt: 1 })
    .limit(SWEEP_MAX)
    .lean();
  for (const merge of due) {
    await settleMerge(ctx, merge, now).catch(async (err: unknown) => {
      ctx.log.error({ err, mergeId: merge._id, state: merge.state }, 'merge could not be settled');
      await MergeModel.updateOne({ _id: merge._id, dueAt: merge.dueAt }, { $set: { dueAt: later(now) } });
    });
  }
}

const later = (now: Date) => new Date(now.getTime() + LATE_MS);

async function settleMerge(ctx: Context, merge: Merge, now: Date): Promise<void> {
  const { _id, state, at, keepId, absorbId, undoUntil } = merge;
  if (state === 'merging') await goOn(ctx, merge);
  if (state === 'undoing') await finishUndo(ctx, merge);
  if (state !== 'done') return;
  if (undoUntil <= now) {
    await MergeModel.updateOne({ _id, state }, { $set: { before: null }, $unset: { dueAt: '' } });
    return;
  }
  const [to, from] = await Promise.all([getFriend(keepId), getFriend(absorbId)]);
  await moveAll(ctx, { id: _id, at, from, to });
  await lookAgain(ctx, keepId);
  await MergeModel.updateOne({ _id, state }, { $set: { dueAt: undoUntil } });
}
