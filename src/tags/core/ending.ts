import { fallsBelowAt, intensityAt, type FriendTag, type TagEnding } from '../../friends/core/friend-tag.js';
import { assertNever } from '../../shared/assert-never.js';
import type { TagBehaviour } from './tag.js';

const DAY_MS = 24 * 3600 * 1000;
/** A half-life never reaches 0; below this nothing worth knowing is left. */
const NOTHING_LEFT = 0.01;

type End = Pick<FriendTag, 'activeUntil' | 'endsBy'>;
type Running = Pick<FriendTag, 'v' | 'vAt' | 'fading' | 'k' | 'z' | 'gains' | 'expiresAt' | 'paused'>;

/** When a running tag will end by time alone, and by what; nothing ends while the clock stands still. */
export function endOf(tag: Running, { onZero }: Pick<TagBehaviour, 'onZero'>, at: Date): End {
  if (tag.paused) return { activeUntil: null, endsBy: null };
  const fadesAt = onZero === 'remove' ? fadedAt(tag, at) : null;
  const ends: { at: Date | null; by: TagEnding }[] = [
    { at: tag.expiresAt, by: 'expiry' },
    { at: fadesAt, by: 'fade' },
  ];
  return ends.reduce<End>(
    (first, end) =>
      end.at !== null && (first.activeUntil === null || end.at < first.activeUntil)
        ? { activeUntil: end.at, endsBy: end.by }
        : first,
    { activeUntil: null, endsBy: null },
  );
}

/** First instant from `at` on at which the intensity has reached nothing; null when time alone never brings it there. */
function fadedAt(tag: Running, at: Date): Date | null {
  const isEmpty = (now: Date) => intensityAt(tag, now) <= 0;
  switch (tag.fading.kind) {
    case 'none':
      return tag.v <= 0 ? at : null;
    case 'halfLife':
      return tag.v < NOTHING_LEFT ? at : later(at, fallsBelowAt(tag, NOTHING_LEFT));
    case 'window': {
      const newest = tag.gains?.[0];
      return newest ? new Date(newest.at.getTime() + tag.fading.days * DAY_MS) : at;
    }
    case 'linear': {
      if (isEmpty(at)) return at;
      // The quotient is rounded; the intensity itself says which millisecond is the first.
      let faded = Math.round(((tag.z ?? 0) / tag.fading.perDay) * DAY_MS);
      while (isEmpty(new Date(faded - 1))) faded -= 1;
      while (!isEmpty(new Date(faded))) faded += 1;
      return new Date(faded);
    }
    default:
      return assertNever(tag.fading);
  }
}

const later = (one: Date, other: Date | null) => (other !== null && other > one ? other : one);
