import type { Friend } from '../../friends/core/friend.js';
import { isActive, type FriendTag } from '../../friends/core/friend-tag.js';
import { newsOfChange, newsOfLapse, type TagNews } from './news.js';
import { nextTagCheckAt, settleTag } from './settle.js';
import { applyEntry, balanceAt, byTime, replayLedger, type Step, type Suppression, type TagEntry } from './state.js';
import { fadingOf, type TagBehaviour } from './tag.js';

/** Tags on one friend, active or not. */
export const TAGS_PER_FRIEND_MAX = 300;

const UNDONE = { kind: 'ledger', id: 'undone' };

/** What an entry did: stored beside it, for people to read. */
export interface EntryEffect {
  id: string;
  before: number;
  after: number;
  expiresBefore: Date | null;
  expiresAfter: Date | null;
  suppressed: Suppression | null;
}

/** What of a friend their tags depend on. */
export type Tagged = Pick<Friend, 'tags' | 'absentTagsAt'>;

/** What becomes of a friend's tags. */
export interface TagsChange {
  set: Pick<Friend, 'tags' | 'absentTagsAt' | 'tagsCheckAt'>;
  news: TagNews[];
  effects: EntryEffect[];
  isChanged: boolean;
}

export interface TagEntryOf extends TagEntry {
  tagId: string;
}

/** True when each entry is newer than what the friend's tags hold, so that no ledger needs to be read. */
export function isInOrder(
  { tags, absentTagsAt }: Tagged,
  behaviours: ReadonlyMap<string, TagBehaviour>,
  entries: readonly TagEntryOf[],
): boolean {
  return entries.every(({ tagId, at }) => {
    const state = tags.find((one) => one.tagId === tagId);
    // A friend with so many tags may have had this one before.
    if (!state) return tags.length < TAGS_PER_FRIEND_MAX && !(absentTagsAt && absentTagsAt >= at);
    return state.changedAt < at && fadesAsDefined(state, behaviours.get(tagId));
  });
}

const fadesAsDefined = (state: FriendTag, tag: TagBehaviour | undefined) =>
  tag !== undefined && isSame(state.paused?.fading ?? state.fading, fadingOf(tag));

/**
 * The tags of a friend after these entries. `ledgers` holds the whole ledger of each tag concerned where a fold is needed;
 * without it the entries must be in order.
 */
export function changeTags(
  { tags, absentTagsAt }: Tagged,
  behaviours: ReadonlyMap<string, TagBehaviour>,
  entries: readonly TagEntryOf[],
  now: Date,
  ledgers: ReadonlyMap<string, readonly TagEntry[]> | null,
): TagsChange {
  const states = new Map(tags.map((state) => [state.tagId, state]));
  const news: TagNews[] = [];
  const effects: EntryEffect[] = [];
  let isChanged = false;
  let absentAt = absentTagsAt ?? null;
  for (const tagId of new Set([...entries.map((entry) => entry.tagId), ...(ledgers?.keys() ?? [])])) {
    const tag = behaviours.get(tagId);
    if (!tag) continue;
    const before = states.get(tagId) ?? null;
    const own = entries.filter((entry) => entry.tagId === tagId);
    const changed = ledgers ? folded(before, tag, ledgers.get(tagId) ?? [], now) : applied(before, tag, own, now);
    if (before && !changed.state && ledgers?.has(tagId)) {
      // Nothing of what the ledger has counts any more.
      states.delete(tagId);
      if (!before.isEndAnnounced) news.push({ kind: 'removed', tagId, at: now, source: UNDONE });
      isChanged = true;
      continue;
    }
    if (!changed.state) {
      // Nothing to act on; yet what is told of an earlier time must end as if it had come first.
      const latest = later(absentAt, latestOf(own));
      isChanged ||= latest !== absentAt;
      absentAt = latest;
    }
    if (!changed.state || isSame(before, changed.state)) {
      effects.push(...changed.effects);
      continue;
    }
    if (!before && !makeRoom(states, now)) {
      effects.push(...changed.effects.map((effect) => refused(effect, own)));
      continue;
    }
    states.set(tagId, changed.state);
    news.push(...changed.news);
    effects.push(...changed.effects);
    isChanged = true;
  }
  const next = [...states.values()];
  const tagsCheckAt = nextTagCheckAt(next, behaviours);
  return { set: { tags: next, absentTagsAt: absentAt, tagsCheckAt }, news, effects, isChanged };
}

const latestOf = (entries: readonly TagEntry[]) =>
  entries.reduce<Date | null>((latest, { at }) => later(latest, at), null);

const later = (one: Date | null, other: Date | null) => (one === null || (other && other > one) ? other : one);

interface Changed {
  state: FriendTag | null;
  news: TagNews[];
  effects: EntryEffect[];
}

/** One entry after the other, with what time did in between. */
function applied(before: FriendTag | null, tag: TagBehaviour, entries: readonly TagEntry[], now: Date): Changed {
  const news: TagNews[] = [];
  const effects: EntryEffect[] = [];
  const passTime = (state: FriendTag | null, until: Date) => {
    if (!state) return null;
    const settled = settleTag(state, tag, until < now ? until : now);
    news.push(...settled.lapses.map((lapse) => newsOfLapse(state, lapse)));
    return settled.state;
  };
  let state = before;
  for (const entry of entries.toSorted(byTime)) {
    const known = passTime(state, entry.at);
    const step = applyEntry(known, tag, entry);
    effects.push(effectOf(entry, known, step));
    state = step.state;
    if (!state || step.suppressed || isUntouched(known, state)) continue;
    if (state.endsBy === 'removal') {
      news.push({ kind: 'removed', tagId: tag.tagId, at: entry.at, source: entry.source });
      state = { ...state, isEndAnnounced: true };
    } else {
      const active = known && isActive(known, entry.at) ? known : null;
      news.push(...newsOfChange(active, state, tag, entry));
    }
  }
  return { state: passTime(state, now), news, effects };
}

/** The state folded from the whole ledger, with the difference to what others were told before. */
function folded(before: FriendTag | null, tag: TagBehaviour, ledger: readonly TagEntry[], now: Date): Changed {
  const { state, steps } = replayLedger(tag, ledger);
  const effects = steps.map(({ entry, before: known, step }) => effectOf(entry, known, step));
  if (!state) return { state: null, news: [], effects };
  const { state: after } = settleTag(state, tag, now);
  const isOn = isActive(after, now);
  const isNewRun = !before || before.activeUntil === null || after.since >= before.activeUntil;
  const open = before && !before.isEndAnnounced ? before : null;
  const endedBefore = open && isNewRun ? settleTag(open, tag, after.since) : null;
  const believed = endedBefore?.state.isEndAnnounced ? null : open;
  const news = endedBefore && !believed ? endedBefore.lapses.map((lapse) => newsOfLapse(endedBefore.state, lapse)) : [];
  const isTold = isOn || (!believed && isNewRun);
  const at = believed || !isNewRun ? state.changedAt : after.since;
  if (isTold && !(believed && isUntouched(believed, after)))
    news.push(...newsOfChange(believed, after, tag, { at, source: after.source }));
  if (!isOn && (believed || isTold)) news.push(endNews(after, steps));
  return { state: after, news, effects };
}

/** How a tag that is over ended; of one taken away the ledger knows by whom. */
function endNews(state: FriendTag, steps: readonly { entry: TagEntry }[]): TagNews {
  const at = state.activeUntil ?? state.changedAt;
  const removal = steps.findLast(({ entry }) => entry.op === 'remove' && entry.at.getTime() === at.getTime());
  const source = removal?.entry.source ?? state.source;
  return newsOfLapse({ ...state, source }, { kind: 'ended', at, by: state.endsBy ?? 'expiry' });
}

function effectOf(entry: TagEntry, before: FriendTag | null, { state, suppressed }: Step): EntryEffect {
  const active = (one: FriendTag | null) => (one && isActive(one, entry.at) ? one : null);
  return {
    id: entry.id,
    before: balanceAt(before, entry.at),
    after: balanceAt(state, entry.at),
    expiresBefore: active(before)?.expiresAt ?? null,
    expiresAfter: active(state)?.expiresAt ?? null,
    suppressed,
  };
}

const refused = (effect: EntryEffect, entries: readonly TagEntry[]): EntryEffect =>
  entries.some(({ id }) => id === effect.id)
    ? { ...effect, after: effect.before, expiresAfter: effect.expiresBefore, suppressed: 'tagLimit' }
    : effect;

/** Lets go of the tag that ended and was applied longest ago, when there are too many; false when all are active. */
function makeRoom(states: Map<string, FriendTag>, now: Date): boolean {
  if (states.size < TAGS_PER_FRIEND_MAX) return true;
  const [oldest] = [...states.values()]
    .filter((state) => !isActive(state, now) && state.isEndAnnounced)
    .toSorted((one, other) => one.lastAt.getTime() - other.lastAt.getTime());
  return oldest !== undefined && states.delete(oldest.tagId);
}

/** Only the time of the latest entry may differ: the entry had nothing to act on. */
const isUntouched = (before: FriendTag | null, after: FriendTag) =>
  before !== null && isSame({ ...before, changedAt: after.changedAt }, after);

/** The same content, in whatever order the store gives the fields back. */
export function isSame(one: unknown, other: unknown): boolean {
  if (one instanceof Date && other instanceof Date) return one.getTime() === other.getTime();
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return one === other;
  const [own, others] = [Object.entries(one), new Map(Object.entries(other))];
  return own.length === others.size && own.every(([key, value]) => others.has(key) && isSame(value, others.get(key)));
}
