import { decayKey, intensityAt, type FriendTag } from '../../friends/core/friend-tag.js';
import type { TagBehaviour } from './tag.js';

const HOUR_MS = 3600 * 1000;
const UNIT_MS = { hour: HOUR_MS, day: 24 * HOUR_MS };

/** One application of a tag to a friend, from the ledger. */
export interface Application {
  eventId: string;
  at: Date;
  weight: number;
}

/** Half-life in days, or null when the tag does not decay. */
export function halfLifeDaysOf(tag: TagBehaviour): number | null {
  return tag.intensity?.decay.kind === 'halfLife' ? tag.intensity.decay.days : null;
}

/** Key of the highest level that `v` reaches, or null. */
export function levelOf(tag: TagBehaviour, v: number): string | null {
  return tag.intensity?.levels.findLast((level) => v >= level.min)?.key ?? null;
}

/** The state after one more application that is not older than the last. */
export function applyOnce(
  state: FriendTag | null,
  tagId: string,
  tag: TagBehaviour,
  application: Application,
): FriendTag {
  const { at, weight } = application;
  const halfLifeDays = halfLifeDaysOf(tag);
  const before = state === null ? 0 : intensityAt({ ...state, halfLifeDays }, at);
  const v = Math.min(tag.intensity?.max ?? Number.POSITIVE_INFINITY, Math.max(0, before + weight));
  return {
    tagId,
    v,
    vAt: at,
    halfLifeDays,
    k: decayKey(v, at, halfLifeDays),
    level: levelOf(tag, v),
    firstAt: state?.firstAt ?? at,
    lastAt: at,
    count: (state?.count ?? 0) + 1,
    expiresAt: expiryAfter(state, tag, at),
  };
}

function expiryAfter(state: FriendTag | null, tag: TagBehaviour, at: Date): Date | null {
  if (!tag.validity) return null;
  const { ttl, onReapply } = tag.validity;
  const isStillRunning = state !== null && state.expiresAt !== null && state.expiresAt > at;
  if (isStillRunning && onReapply === 'keep') return state.expiresAt;
  return new Date(at.getTime() + ttl.n * UNIT_MS[ttl.unit]);
}

/** The state from the whole ledger, in order of time whatever the order of arrival; null for an empty one. */
export function foldLedger(tagId: string, tag: TagBehaviour, applications: Application[]): FriendTag | null {
  return applications
    .toSorted(byTime)
    .reduce<FriendTag | null>((state, one) => applyOnce(state, tagId, tag, one), null);
}

/** A total order: one event may apply a tag by several rules, and sums round differently in another order. */
function byTime(one: Application, other: Application): number {
  if (one.at.getTime() !== other.at.getTime()) return one.at.getTime() - other.at.getTime();
  if (one.eventId !== other.eventId) return one.eventId < other.eventId ? -1 : 1;
  return one.weight - other.weight;
}
