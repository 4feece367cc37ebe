import { fallsBelowAt, keptFrom, levelAt, type FriendTag, type TagEnding } from '../../friends/core/friend-tag.js';
import { levelsOf, type TagBehaviour } from './tag.js';

/** What happened to a tag by time alone, at the exact instant. */
export type Lapse =
  { kind: 'levelDown'; at: Date; from: string; to: string | null } | { kind: 'ended'; at: Date; by: TagEnding };

/** The tag as it is at `now`, and what time alone did to it since it was last looked at; `tag` null when it is not defined any more. */
export function settleTag(
  state: FriendTag,
  tag: TagBehaviour | null,
  now: Date,
): { state: FriendTag; lapses: Lapse[] } {
  const lapses: Lapse[] = [];
  let settled = state;
  for (let lost = nextLoss(settled, tag); lost && lost.at <= now; lost = nextLoss(settled, tag)) {
    lapses.push({ kind: 'levelDown', at: lost.at, from: lost.from, to: lost.to });
    settled = { ...settled, level: lost.to, changedAt: later(settled.changedAt, lost.at) };
  }
  const { activeUntil, endsBy, isEndAnnounced } = settled;
  if (activeUntil !== null && activeUntil <= now && !isEndAnnounced) {
    lapses.push({ kind: 'ended', at: activeUntil, by: endsBy ?? 'expiry' });
    settled = { ...settled, isEndAnnounced: true, changedAt: later(settled.changedAt, activeUntil) };
  }
  return { state: settled, lapses };
}

/** Earliest instant, past or to come, at which a tag ends or loses a level by time alone and nobody was told yet. */
export function nextTagCheckAt(tags: readonly FriendTag[], behaviours: ReadonlyMap<string, TagBehaviour>): Date | null {
  return tags.reduce<Date | null>((earliest, state) => {
    const end = state.isEndAnnounced ? null : state.activeUntil;
    const loss = nextLoss(state, behaviours.get(state.tagId) ?? null)?.at ?? null;
    return earlier(earliest, earlier(end, loss));
  }, null);
}

/** When and to what the level that is held is lost, unless the tag ends before. */
function nextLoss(state: FriendTag, tag: TagBehaviour | null): { at: Date; from: string; to: string | null } | null {
  const { level, activeUntil } = state;
  const held = tag?.intensity?.levels.find(({ key }) => key === level);
  if (!tag || !held) return null;
  const levels = levelsOf(tag);
  const at = fallsBelowAt(state, keptFrom(held.min, levels.hysteresis));
  if (at === null || (activeUntil !== null && at >= activeUntil)) return null;
  return { at, from: held.key, to: levelAt(state, at, levels) };
}

const later = (one: Date, other: Date) => (one < other ? other : one);

const earlier = (one: Date | null, other: Date | null) => {
  if (one === null || other === null) return one ?? other;
  return one < other ? one : other;
};
