const DAY_MS = 24 * 3600 * 1000;

/** The state of one tag on one friend: how long it is valid and how strong it is. Truth is decided by the reader. */
export interface FriendTag {
  tagId: string;
  /** Intensity at `vAt`; halves once per `halfLifeDays` from there. */
  v: number;
  vAt: Date;
  /** Null when the intensity does not decay. */
  halfLifeDays: number | null;
  /** `log2(v) + vAt / halfLife`, so that "v now >= x" is one comparison an index can answer; null when v is 0. */
  k: number | null;
  /** Key of the level reached when the tag was last applied, or null below the first. */
  level: string | null;
  firstAt: Date;
  lastAt: Date;
  /** Lifetime applications; never decays. */
  count: number;
  /** First instant at which the tag is no longer active; null when it does not expire. */
  expiresAt: Date | null;
}

/** Intensity at `now`. */
export function intensityAt(
  { v, vAt, halfLifeDays }: Pick<FriendTag, 'v' | 'vAt' | 'halfLifeDays'>,
  now: Date,
): number {
  if (halfLifeDays === null) return v;
  return v * 2 ** (-(now.getTime() - vAt.getTime()) / (halfLifeDays * DAY_MS));
}

/** Active means present and not expired; the end is exclusive. */
export function isActive({ expiresAt }: Pick<FriendTag, 'expiresAt'>, now: Date): boolean {
  return expiresAt === null || expiresAt > now;
}

/** `log2(v) + vAt / halfLife`: comparable across friends without knowing when each was stored. Null for no intensity. */
export function decayKey(v: number, vAt: Date, halfLifeDays: number | null): number | null {
  return v <= 0 ? null : decayKeyThreshold(v, vAt, halfLifeDays);
}

/** The key that a friend's `k` must reach for an intensity of at least `threshold` at `now`. */
export function decayKeyThreshold(threshold: number, now: Date, halfLifeDays: number | null): number {
  return Math.log2(threshold) + (halfLifeDays === null ? 0 : now.getTime() / DAY_MS / halfLifeDays);
}

type Decay = Pick<FriendTag, 'k' | 'halfLifeDays'>;

/** Whether the intensity is at least `threshold` at `now`, by the comparison that a query makes: both agree to the last bit. */
export function isAtLeast({ k, halfLifeDays }: Decay, threshold: number, now: Date): boolean {
  return k !== null && k >= decayKeyThreshold(threshold, now, halfLifeDays);
}

/** Whether the intensity is at most `threshold` at `now`, by the comparison that a query makes. */
export function isAtMost({ k, halfLifeDays }: Decay, threshold: number, now: Date): boolean {
  return k === null || k <= decayKeyThreshold(threshold, now, halfLifeDays);
}

/** First instant, past or to come, at which the intensity is below `threshold`; null when time alone never brings it there. */
export function fallsBelowAt(tag: Decay, threshold: number): Date | null {
  return firstInstant(tag, threshold, (now) => !isAtLeast(tag, threshold, now));
}

/** First instant, past or to come, at which the intensity is at most `threshold`; null as for `fallsBelowAt`. */
export function fallsToAt(tag: Decay, threshold: number): Date | null {
  return firstInstant(tag, threshold, (now) => isAtMost(tag, threshold, now));
}

function firstInstant({ k, halfLifeDays }: Decay, threshold: number, hasCome: (now: Date) => boolean): Date | null {
  if (k === null || halfLifeDays === null || threshold <= 0) return null;
  let at = Math.round((k - Math.log2(threshold)) * halfLifeDays * DAY_MS);
  // The estimate is rounded; the comparison itself says which millisecond is the first.
  while (hasCome(new Date(at - 1))) at -= 1;
  while (!hasCome(new Date(at))) at += 1;
  return new Date(at);
}
