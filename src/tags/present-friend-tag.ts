import { idOfActor } from '../access/index.js';
import type { z } from 'zod';
import { intensityAt, isActive, levelAt, type FriendTag } from '../friends/core/friend-tag.js';
import { freshnessOf } from './core/freshness.js';
import { levelsOf, type TagBehaviour } from './core/tag.js';
import type { NotCounted, PresentedFriendTag, PresentedLedgerEntry } from './schemas.js';
import type { TagLedgerEntry } from './tag.model.js';

/** A tag of a friend as it is at `now`. */
export function presentFriendTag(
  state: FriendTag,
  name: string,
  tag: TagBehaviour | null,
  now: Date,
): z.infer<typeof PresentedFriendTag> {
  const active = isActive(state, now);
  const { tagId, count, since, firstAt, lastAt, expiresAt, activeUntil, endsBy, paused, source } = state;
  const isRunning = active && expiresAt !== null;
  return {
    tagId,
    name,
    isActive: active,
    intensity: intensityAt(state, now),
    level: active && tag ? levelAt(state, now, levelsOf(tag)) : null,
    count,
    since,
    firstAt,
    lastAt,
    expiresAt,
    expiresInSeconds: isRunning ? Math.ceil((expiresAt.getTime() - now.getTime()) / 1_000) : null,
    freshness: isRunning && tag ? freshnessOf(expiresAt, tag, now) : null,
    activeUntil,
    endsBy,
    isPaused: paused !== null,
    lastSource: { kind: source.kind, id: source.id },
  };
}

/** An entry of the ledger as callers see it. */
export function presentLedgerEntry(row: TagLedgerEntry): z.infer<typeof PresentedLedgerEntry> {
  return {
    id: row._id,
    at: row.at,
    op: row.op ?? 'apply',
    weight: row.weight,
    before: row.before ?? null,
    after: row.after ?? null,
    expiresBefore: row.expiresBefore ?? null,
    expiresAfter: row.expiresAfter ?? null,
    levels: row.levels ?? null,
    source: row.source,
    actor: row.actor ? { kind: row.actor.kind, id: idOfActor(row.actor) } : null,
    reason: row.reason ?? null,
    suppressed: whyNotCounted(row),
    recordedAt: row.recordedAt,
  };
}

/** Why an entry counts for nothing; null when it counts. */
export function whyNotCounted({ isUndone, isRefused, suppressed }: TagLedgerEntry): NotCounted | null {
  if (isUndone) return 'undone';
  return isRefused ? 'refused' : (suppressed ?? null);
}
