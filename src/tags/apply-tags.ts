import type { Context } from '../context.js';
import { changeFriend, type FriendDocument } from '../friends/index.js';
import type { EventDraft } from '../infra/announcements/event.js';
import { insertNew } from '../infra/mongo/model.js';
import type { Friend } from '../friends/core/friend.js';
import { isActive, type FriendTag } from '../friends/core/friend-tag.js';
import { applyOnce, foldLedger, levelOf } from './core/state.js';
import { tagAdded, tagApplied, tagLevelUp } from './events.js';
import { TagLedgerModel, type Tag, type TagLedgerEntry } from './tag.model.js';

/** One tag to apply to a friend because of one cause. */
export interface TagApplication {
  tag: Tag;
  weight: number;
  at: Date;
  /** The cause: a webhook event or another fact with an id. The same cause applies a tag to a friend once. */
  eventId: string;
  source: { kind: string; id: string };
}

/**
 * Applies tags to a friend. The ledger is written first and the state is a fold of it: when an entry was there already, or
 * is not newer than the last, the state is folded again from the whole ledger, so that repeats and late events end the same.
 */
export async function applyTags(
  ctx: Pick<Context, 'clock'>,
  friend: FriendDocument,
  applications: TagApplication[],
): Promise<FriendDocument> {
  if (applications.length === 0) return friend;
  const entries = applications.map((one) => ledgerEntry(ctx.clock.now(), friend, one));
  const freshCount = await insertNew(TagLedgerModel, entries);
  const isPlain =
    freshCount === entries.length &&
    new Set(applications.map(({ tag }) => tag.tagId)).size === applications.length &&
    applications.every((one) => isInOrder(friend, one));
  return changeFriend(ctx, friend, async (current, { isRepeated }) => {
    const ledger = isPlain && !isRepeated ? null : await readLedger(friend._id, applications);
    const states = new Map(current.tags.map((state) => [state.tagId, state]));
    const announce: EventDraft[] = [];
    for (const application of applications) {
      const { tag, at, weight, eventId, source } = application;
      const before = states.get(tag.tagId) ?? null;
      const after = ledger
        ? foldLedger(tag.tagId, tag, ledger.get(tag.tagId) ?? [])
        : applyOnce(before, tag.tagId, tag, { at, weight, eventId });
      if (!after || isSame(before, after)) continue;
      states.set(tag.tagId, after);
      announce.push(announcementOf(tag, before, after, at, source));
    }
    return announce.length > 0 ? { set: { tags: [...states.values()] }, announce } : null;
  });
}

function announcementOf(
  tag: Tag,
  before: FriendTag | null,
  after: FriendTag,
  at: Date,
  source: TagApplication['source'],
): EventDraft {
  const { tagId } = tag;
  if (!before || !isActive(before, at)) return tagAdded.of({ tagId, source }, at);
  const from = before.level;
  if (
    after.level !== null &&
    after.level !== from &&
    levelOf(tag, after.v) === after.level &&
    rank(tag, after.level) > rank(tag, from)
  ) {
    return tagLevelUp.of({ tagId, from, to: after.level, source }, at);
  }
  return tagApplied.of({ tagId, source }, at);
}

const rank = (tag: Tag, key: string | null) => tag.intensity?.levels.findIndex((level) => level.key === key) ?? -1;

const isInOrder = (friend: Friend, { tag, at }: TagApplication) => {
  const last = friend.tags.find((state) => state.tagId === tag.tagId)?.lastAt;
  return last === undefined || last < at;
};

const isSame = (before: FriendTag | null, after: FriendTag) =>
  before !== null &&
  before.count === after.count &&
  before.v === after.v &&
  before.lastAt.getTime() === after.lastAt.getTime();

function ledgerEntry(now: Date, friend: Friend, { tag, at, weight, eventId, source }: TagApplication): TagLedgerEntry {
  return {
    _id: `${friend._id}/${tag.tagId}/${eventId}/${source.id}`,
    channelId: friend.channelId,
    friendId: friend._id,
    tagId: tag.tagId,
    at,
    weight,
    eventId,
    source,
    recordedAt: now,
  };
}

async function readLedger(friendId: string, applications: TagApplication[]): Promise<Map<string, TagLedgerEntry[]>> {
  const tagIds = [...new Set(applications.map(({ tag }) => tag.tagId))];
  const entries = await TagLedgerModel.find({ friendId, tagId: { $in: tagIds } })
    .sort({ at: 1 })
    .lean();
  const groups = new Map<string, TagLedgerEntry[]>();
  for (const entry of entries) groups.set(entry.tagId, [...(groups.get(entry.tagId) ?? []), entry]);
  return groups;
}
