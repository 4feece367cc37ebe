import { assertNever } from '../../shared/assert-never.js';

const DAY_MS = 24 * 3600 * 1000;

/** How the intensity of a tag fades while nothing happens. `days` of a window: only what the last days brought counts. */
export type Fading =
  | { kind: 'none' }
  | { kind: 'halfLife'; days: number }
  | { kind: 'linear'; perDay: number; graceDays: number }
  | { kind: 'window'; days: number };

/** What one application or adjustment brought, newest first; `sum` is the total from the newest to this one. */
export interface Gain {
  at: Date;
  sum: number;
  /** When the next older gain came; null for the oldest. */
  olderAt: Date | null;
}

/** What ends a tag: its validity, an intensity that reached nothing, or somebody who took it away. */
export type TagEnding = 'expiry' | 'fade' | 'removal';

/** The state of one tag on one friend: how long it is valid and how strong it is. Truth is decided by the reader. */
export interface FriendTag {
  tagId: string;
  /** Intensity at `vAt`; fades from there. */
  v: number;
  vAt: Date;
  fading: Fading;
  /** `log2(v) + vAt / halfLife`, so that "v now >= x" is one comparison an index can answer; null for no intensity and other fadings. */
  k: number | null;
  /** Linear fading only: `v + perDay * (vAt + grace)`, in days; compared like `k` once the grace is over. */
  z: number | null;
  /** For a window, and for tags that track their rise; else null. */
  gains: Gain[] | null;
  /** Key of the level at the last change or level-down, or null below the first. */
  level: string | null;
  /** When the present run began: the first application after the tag was absent. */
  since: Date;
  firstAt: Date;
  lastAt: Date;
  /** Lifetime applications; never decays. */
  count: number;
  /** First instant at which the validity is over; null when it does not expire. */
  expiresAt: Date | null;
  /** First instant at which the tag is no longer active, whatever ends it; null when nothing will. */
  activeUntil: Date | null;
  endsBy: TagEnding | null;
  /** Set once listeners were told that it ended. */
  isEndAnnounced: boolean;
  /** What applied it last. */
  source: { kind: string; id: string };
  /** Time of the latest ledger entry that this state holds. */
  changedAt: Date;
  /** Latest applications that counted, by source, and how many today: what cooldown and daily cap look at. */
  guard: { lastBySource: { id: string; at: Date }[]; day: string; dayCount: number } | null;
  /** Set while the friend has blocked us and the clock of this tag stands still. */
  paused: { at: Date; fading: Fading; remainingMs: number | null } | null;
  /** Ledger ids of the latest amounts spent, so that the same spending is taken once. */
  spent: string[];
}

type Strength = Pick<FriendTag, 'v' | 'vAt' | 'fading' | 'k' | 'z' | 'gains'>;

/** Intensity at `now`. */
export function intensityAt({ v, vAt, fading, z, gains }: Strength, now: Date): number {
  switch (fading.kind) {
    case 'none':
      return v;
    case 'halfLife':
      return v * 2 ** (-(now.getTime() - vAt.getTime()) / (fading.days * DAY_MS));
    case 'linear':
      return Math.max(0, Math.min(v, (z ?? 0) - fading.perDay * inDays(now)));
    case 'window':
      return sumWithin(gains ?? [], fading.days, now);
    default:
      return assertNever(fading);
  }
}

/** What was gained in the last `days`: the sum at the oldest gain that is still within. */
export function sumWithin(gains: readonly Gain[], days: number, now: Date): number {
  const cutoff = now.getTime() - days * DAY_MS;
  return gains.findLast(({ at }) => at.getTime() > cutoff)?.sum ?? 0;
}

/** Active means present, not over and not taken away; the end is exclusive. */
export function isActive({ activeUntil }: Pick<FriendTag, 'activeUntil'>, now: Date): boolean {
  return activeUntil === null || activeUntil > now;
}

/** `log2(v) + vAt / halfLife`: comparable across friends without knowing when each was stored. Null for no intensity. */
export function decayKey(v: number, vAt: Date, fading: Fading): number | null {
  if (v <= 0 || (fading.kind !== 'none' && fading.kind !== 'halfLife')) return null;
  return decayKeyThreshold(v, vAt, fading);
}

/** The key that a friend's `k` must reach for an intensity of at least `threshold` at `now`. */
export function decayKeyThreshold(threshold: number, now: Date, fading: Fading): number {
  return Math.log2(threshold) + (fading.kind === 'halfLife' ? inDays(now) / fading.days : 0);
}

/** `v + perDay * (vAt + grace)` for linear fading, else null. */
export function linearKey(v: number, vAt: Date, fading: Fading): number | null {
  return fading.kind === 'linear' ? v + fading.perDay * (inDays(vAt) + fading.graceDays) : null;
}

/** The value that a friend's `z` must reach for an intensity of at least `threshold` at `now`. */
export function linearKeyThreshold(threshold: number, now: Date, perDay: number): number {
  return threshold + perDay * inDays(now);
}

/** Whether the intensity is at least `threshold` (above 0) at `now`, by the comparison that a query makes: both agree to the last bit. */
export function isAtLeast({ v, fading, k, z, gains }: Strength, threshold: number, now: Date): boolean {
  switch (fading.kind) {
    case 'none':
    case 'halfLife':
      return k !== null && k >= decayKeyThreshold(threshold, now, fading);
    case 'linear':
      return v >= threshold && z !== null && z >= linearKeyThreshold(threshold, now, fading.perDay);
    case 'window':
      return sumWithin(gains ?? [], fading.days, now) >= threshold;
    default:
      return assertNever(fading);
  }
}

/** Whether the intensity is at most `threshold` (above 0) at `now`, by the comparison that a query makes. */
export function isAtMost({ v, fading, k, z, gains }: Strength, threshold: number, now: Date): boolean {
  switch (fading.kind) {
    case 'none':
    case 'halfLife':
      return k === null || k <= decayKeyThreshold(threshold, now, fading);
    case 'linear':
      return v <= threshold || z === null || z <= linearKeyThreshold(threshold, now, fading.perDay);
    case 'window':
      return sumWithin(gains ?? [], fading.days, now) <= threshold;
    default:
      return assertNever(fading);
  }
}

/** First instant, past or to come, at which the intensity is below `threshold`; null when time alone never brings it there. */
export function fallsBelowAt(tag: Strength, threshold: number): Date | null {
  return firstInstant(tag, threshold, (now) => !isAtLeast(tag, threshold, now));
}

/** First instant, past or to come, at which the intensity is at most `threshold`; null when it always was or never will be. */
export function fallsToAt(tag: Strength, threshold: number): Date | null {
  if (tag.fading.kind === 'linear' && tag.v <= threshold) return null;
  return firstInstant(tag, threshold, (now) => isAtMost(tag, threshold, now));
}

/** First instant after `now` at which a gain leaves a window of `days`; null when none will. */
export function nextLeavingAt(gains: readonly Gain[], days: number, now: Date): Date | null {
  const oldest = gains.findLast(({ at }) => at.getTime() + days * DAY_MS > now.getTime());
  return oldest ? new Date(oldest.at.getTime() + days * DAY_MS) : null;
}

function firstInstant(tag: Strength, threshold: number, hasCome: (now: Date) => boolean): Date | null {
  if (threshold <= 0) return null;
  if (tag.fading.kind === 'window') {
    const { days } = tag.fading;
    const leaving = (tag.gains ?? []).map(({ at }) => new Date(at.getTime() + days * DAY_MS)).toReversed();
    return leaving.find(hasCome) ?? null;
  }
  const estimate = estimateInstant(tag, threshold);
  if (estimate === null) return null;
  // The estimate is rounded; the comparison itself says which millisecond is the first.
  let at = estimate;
  while (hasCome(new Date(at - 1))) at -= 1;
  while (!hasCome(new Date(at))) at += 1;
  return new Date(at);
}

function estimateInstant({ v, fading, k, z }: Strength, threshold: number): number | null {
  if (fading.kind === 'halfLife' && k !== null) return Math.round((k - Math.log2(threshold)) * fading.days * DAY_MS);
  if (fading.kind === 'linear' && z !== null && v >= threshold)
    return Math.round(((z - threshold) / fading.perDay) * DAY_MS);
  return null;
}

const inDays = (at: Date) => at.getTime() / DAY_MS;

/** The level that a tag was last seen at; a tag that ended has none. Exact to the seconds in which the loss of a level is noted. */
export const levelHeld = (tag: FriendTag, now: Date): string | null => (isActive(tag, now) ? tag.level : null);

/** The steps of a tag's intensity, rising, and how far below its step a level is kept. */
export interface Levels {
  levels: { key: string; min: number }[];
  hysteresis: number;
}

/**
 * Key of the level at `now`, or null: the highest whose minimum is reached, or the one held before as long as the
 * intensity is not below its minimum by more than the hysteresis.
 */
export function levelAt(
  tag: Strength & Pick<FriendTag, 'level'>,
  now: Date,
  { levels, hysteresis }: Levels,
): string | null {
  const held = levels.findIndex(({ key }) => key === tag.level);
  return (
    levels.findLast(({ min }, index) => isAtLeast(tag, index <= held ? keptFrom(min, hysteresis) : min, now))?.key ??
    null
  );
}

/** The intensity from which a level that was reached is kept. Never 0: below everything there is no level. */
export function keptFrom(min: number, hysteresis: number): number {
  return Math.max(min - hysteresis, Number.MIN_VALUE);
}
