import type { Actor, Context } from '../context.js';
import { changeFriend, type Friend, type FriendChange, type FriendDocument } from '../friends/index.js';
import { insertNew } from '../infra/mongo/model.js';
import type { FriendTag } from '../friends/core/friend-tag.js';
import { changeTags, isInOrder, type EntryEffect, type TagsChange } from './core/change-tags.js';
import type { TagEntry, TagOp } from './core/state.js';
import type { TagBehaviour } from './core/tag.js';
import { pausesWhileBlocked, resumesSince } from './core/blocking.js';
import { announcementOf } from './events.js';
import { TagLedgerModel, type TagLedgerEntry } from './tag.model.js';
import { readTagging } from './tagging.js';

/** Something to do to a tag of a friend because of one cause. */
export interface NewTagEntry {
  tagId: string;
  op: Exclude<TagOp, 'spend'>;
  weight: number;
  at: Date;
  /** The cause: a webhook event or another fact with an id. The same cause and source acts on a tag of a friend once. */
  eventId: string;
  source: { kind: string; id: string; name?: string };
  actor?: Actor;
  reason?: string;
  until?: Date | null;
}

/**
 * Does something to tags of a friend. The ledger is written first and the state is a fold of it: when an entry was there
 * already, or is not newer than the last, the state is folded again from the whole ledger, so that repeats and late events
 * end the same. In order, that is one insert and one update.
 */
export async function recordTagEntries(
  ctx: Pick<Context, 'clock'>,
  friend: FriendDocument,
  given: NewTagEntry[],
): Promise<{ friend: FriendDocument; effects: EntryEffect[] }> {
  const tagging = await readTagging(ctx, friend.channelId);
  const wanted = given.filter(({ tagId }) => tagging.behaviours.has(tagId));
  if (wanted.length === 0) return { friend, effects: [] };
  const now = ctx.clock.now();
  const tagIds = [...new Set(wanted.map(({ tagId }) => tagId))];
  const pauses = pausesWhileBlocked(friend, tagging.behaviours, wanted);
  const entries = [...pauses, ...wanted].map((one) => ({ ...one, id: entryIdOf(friend, one) }));
  const isOrdered = pauses.length === 0 && isInOrder(friend, tagging.behaviours, entries);
  const expected = changeTags(friend, tagging.behaviours, isOrdered ? entries : [], now, null);
  const rows = entries.map((entry) => toRow(friend, entry, now, effectOf(expected, entry.id)));
  const isPlain = (await insertNew(TagLedgerModel, rows)) === rows.length && isOrdered;

  let ledger: TagLedgerEntry[] | null = null;
  let change: TagsChange = expected;
  const changed = await changeFriend(ctx, friend, async (current, { isRepeated }) => {
    if (isPlain && !isRepeated) return toFriendChange(change);
    if (isRepeated)
      await writeStanding(
        current,
        [...resumesSince(current, pauses), ...pausesWhileBlocked(current, tagging.behaviours, wanted)],
        now,
      );
    ledger = await readLedger(current._id, tagIds);
    change = changeTags(
      current,
      tagging.behaviours,
      entries,
      ctx.clock.now(),
      entriesByTag(ledger, current.tags, tagging.behaviours),
    );
    return toFriendChange(change);
  });
  if (ledger) await correctRows(ledger, change.effects);
  return { friend: changed, effects: change.effects };
}

/** They may have blocked us or come back since the friend was read. */
async function writeStanding(friend: Friend, entries: NewTagEntry[], now: Date): Promise<void> {
  const rows = entries.map((one) => toRow(friend, { ...one, id: entryIdOf(friend, one) }, now, undefined));
  await insertNew(TagLedgerModel, rows);
}

/** A change of tags as a change of the friend. */
export const toFriendChange = ({ isChanged, set, news }: TagsChange): FriendChange | null =>
  isChanged ? { set, announce: news.map(announcementOf) } : null;

/** The same cause and source acts on a tag of a friend once. */
export const entryIdOf = (friend: Pick<FriendDocument, '_id'>, { tagId, eventId, source }: NewTagEntry) =>
  `${friend._id}/${tagId}/${eventId}/${source.id}`;

const effectOf = ({ effects }: TagsChange, entryId: string) => effects.find(({ id }) => id === entryId);

/** An entry as it is written down. */
export function toRow(
  friend: Pick<FriendDocument, '_id' | 'channelId'>,
  { id, tagId, op, weight, at, eventId, source, actor, reason, until }: NewTagEntry & { id: string },
  now: Date,
  effect: EntryEffect | undefined,
): TagLedgerEntry {
  return {
    _id: id,
    channelId: friend.channelId,
    friendId: friend._id,
    tagId,
    at,
    op,
    weight,
    eventId,
    source,
    ...(actor ? { actor } : {}),
    ...(reason === undefined ? {} : { reason }),
    ...(until === undefined ? {} : { until }),
    ...(effect ? columnsOf(effect) : {}),
    recordedAt: now,
  };
}

type Columns = Pick<TagLedgerEntry, 'before' | 'after' | 'expiresBefore' | 'expiresAfter' | 'suppressed'>;

function columnsOf({ before, after, expiresBefore, expiresAfter, suppressed }: EntryEffect): Columns {
  return { before, after, expiresBefore, expiresAfter, ...(suppressed ? { suppressed } : {}) };
}

/** The ledger of some tags of a friend. */
export async function readLedger(friendId: string, tagIds: string[]): Promise<TagLedgerEntry[]> {
  return TagLedgerModel.find({ friendId, tagId: { $in: tagIds } })
    .sort({ tagId: 1, at: 1 })
    .lean();
}

/**
 * What the state is a fold of, by tag: not what follows from it, was refused or taken back, is still being decided, or was
 * of an earlier tag of the same id.
 */
export function entriesByTag(
  ledger: readonly TagLedgerEntry[],
  tags: readonly FriendTag[],
  behaviours: ReadonlyMap<string, Pick<TagBehaviour, 'countsFrom'>>,
): Map<string, (TagEntry & { tagId: string })[]> {
  const spent = new Set(tags.flatMap((state) => state.spent));
  const byTag = new Map(ledger.map(({ tagId }) => [tagId, [] as (TagEntry & { tagId: string })[]]));
  for (const { _id: id, tagId, at, op = 'apply', weight, source, until, ...row } of ledger) {
    if (op === 'expire' || op === 'fade' || op === 'level') continue;
    const { countsFrom } = behaviours.get(tagId) ?? {};
    if (countsFrom && row.recordedAt < countsFrom) continue;
    const isUndecided = (row.isRefused || row.isPending) && !spent.has(id);
    if (isUndecided || row.isUndone || row.suppressed === 'tagLimit') continue;
    byTag.get(tagId)?.push({ id, tagId, at, op, weight, source, ...(until === undefined ? {} : { until }) });
  }
  return byTag;
}

/** Corrects what is written beside entries for people to read, where a later fold came to something else. */
export async function correctRows(ledger: readonly TagLedgerEntry[], effects: readonly EntryEffect[]): Promise<void> {
  const rows = new Map(ledger.map((row) => [row._id, row]));
  const corrections = effects.flatMap((effect) => {
    const row = rows.get(effect.id);
    if (!row || !differs(row, effect)) return [];
    const { suppressed, ...columns } = columnsOf(effect);
    const update = suppressed
      ? { $set: { ...columns, suppressed }, $unset: { isPending: '' } }
      : { $set: columns, $unset: { suppressed: '', isPending: '' } };
    return [{ updateOne: { filter: { _id: row._id as never }, update } }];
  });
  if (corrections.length > 0) await TagLedgerModel.collection.bulkWrite(corrections, { ordered: false });
}

function differs(row: TagLedgerEntry, effect: EntryEffect): boolean {
  return (
    row.isPending === true ||
    row.before !== effect.before ||
    row.after !== effect.after ||
    row.expiresBefore?.getTime() !== effect.expiresBefore?.getTime() ||
    row.expiresAfter?.getTime() !== effect.expiresAfter?.getTime() ||
    (row.suppressed ?? null) !== effect.suppressed
  );
}
