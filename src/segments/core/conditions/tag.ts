import { z } from 'zod';
import {
  decayKeyThreshold,
  fallsBelowAt,
  fallsToAt,
  intensityAt,
  isActive,
  isAtLeast,
  isAtMost,
  keptFrom,
  levelAt,
  linearKeyThreshold,
  nextLeavingAt,
  sumWithin,
  type Fading,
  type FriendTag,
  type Levels,
} from '../../../friends/core/friend-tag.js';
import { comparisonOf, CountComparison, isWithin, listBounds, toRange, type Comparison } from '../comparison.js';
import { before, Duration, durationMs, soonest } from '../duration.js';
import { fadingsOf, type Known } from '../known.js';
import { sayAll, sayComparison, sayDuration, type Say } from '../reading.js';
import { defineCondition, type MongoFilter, type Reference } from './condition.js';

const percent = z.number().min(0).max(100);
const key = z.string().min(1).max(20);

const TagCondition = z
  .strictObject({
    /** Key of the tag. Without the other parts: the friend has it and it has not ended. */
    tag: z.string().min(1).max(60),
    validity: z.enum(['active', 'ended', 'any']).optional(),
    intensity: comparisonOf(z.number().positive('must be above 0')).optional(),
    level: z.union([z.strictObject({ is: z.array(key).min(1).max(10) }), z.strictObject({ atLeast: key })]).optional(),
    /** Lifetime applications. */
    count: CountComparison.optional(),
    appliedWithin: Duration.optional(),
    expiresWithin: Duration.optional(),
    expiredWithin: Duration.optional(),
    /** Rest of the validity in percent of the whole: 100 just applied, 0 over. */
    freshness: comparisonOf(percent).optional(),
    rose: z.strictObject({ by: z.number().positive(), within: Duration }).optional(),
    /** Among the strongest so many percent of the friends who have it. */
    topPercent: z.number().int().min(1).max(99).optional(),
    source: z.strictObject({ kind: z.string().max(40).optional(), id: z.string().max(100).optional() }).optional(),
  })
  .refine(
    ({ validity, expiredWithin }) => validity !== 'active' || expiredWithin === undefined,
    'a tag that expired is not active',
  );
type TagCondition = z.infer<typeof TagCondition>;

/** Parts of a tag condition that are given; each of them says how it is seen and matched. */
export const tagCondition = defineCondition<TagCondition>({
  key: 'tag',
  schema: TagCondition,
  see(condition, friend, now, known) {
    const tag = friend.tags.find(({ tagId }) => tagId === condition.tag);
    if (!tag) return { truth: false, value: null };
    const parts = partsOf(condition, known);
    return {
      truth: parts.every((part) => part.holds(tag, now)),
      value: {
        isActive: isActive(tag, now),
        intensity: intensityAt(tag, now),
        level: isActive(tag, now) ? levelAt(tag, now, ladderOf(condition.tag, known)) : null,
        count: tag.count,
        lastAt: tag.lastAt,
        expiresAt: tag.expiresAt,
      },
      nextCheckAt: soonest(
        parts.map((part) => part.changesAt?.(tag, now) ?? null),
        now,
      ),
    };
  },
  match(condition, now, known) {
    const parts = partsOf(condition, known).map((part) => part.match(now));
    return { tags: { $elemMatch: { tagId: condition.tag, $and: parts } } };
  },
  refersTo: ({ tag, source }): Reference[] => [
    { kind: 'tag', id: tag },
    ...(source?.kind === 'campaign' && source.id !== undefined ? [{ kind: 'campaign' as const, id: source.id }] : []),
  ],
  read: readTag,
});

/** One part of a tag condition on one tag of a friend. */
interface Part {
  holds(tag: FriendTag, now: Date): boolean;
  match(now: Date): MongoFilter;
  changesAt?(tag: FriendTag, now: Date): Date | null;
}

function partsOf(condition: TagCondition, known: Known): Part[] {
  const { tag, validity, intensity, level, count, appliedWithin, expiresWithin, expiredWithin } = condition;
  const { freshness, rose, topPercent, source } = condition;
  const fadings = fadingsOf(known, tag);
  const parts: Part[] = [validityPart(validity ?? (expiredWithin === undefined ? 'active' : 'any'))];
  if (intensity)
    parts.push(...listBounds(intensity).flatMap(({ bound, limit }) => strengthParts(bound, limit, fadings)));
  if (level) parts.push(levelPart(level, tag, fadings, known));
  if (count) parts.push({ holds: (one) => isWithin(count, one.count), match: () => ({ count: toRange(count) }) });
  if (appliedWithin !== undefined) {
    parts.push({
      holds: (one, now) => one.lastAt > before(now, appliedWithin),
      match: (now) => ({ lastAt: { $gt: before(now, appliedWithin) } }),
      changesAt: (one) => new Date(one.lastAt.getTime() + durationMs(appliedWithin)),
    });
  }
  if (expiresWithin !== undefined) parts.push(expiryPart(expiresWithin));
  if (expiredWithin !== undefined) parts.push(expiredPart(expiredWithin));
  if (freshness) parts.push(...freshnessParts(freshness, known.tags.get(tag)?.ttlMs ?? null));
  if (rose) parts.push(rosePart(rose));
  if (topPercent !== undefined) parts.push(rankPart(known.ranks.get(`${tag}/${topPercent}`)));
  if (source?.kind !== undefined) parts.push(sourcePart('kind', source.kind));
  if (source?.id !== undefined) parts.push(sourcePart('id', source.id));
  return parts;
}

const NOTHING: MongoFilter = { tagId: { $in: [] } };

function validityPart(validity: 'active' | 'ended' | 'any'): Part {
  const changesAt = ({ activeUntil }: FriendTag) => activeUntil;
  if (validity === 'active')
    return {
      holds: isActive,
      match: (now) => ({ $or: [{ activeUntil: null }, { activeUntil: { $gt: now } }] }),
      changesAt,
    };
  if (validity === 'ended')
    return { holds: (tag, now) => !isActive(tag, now), match: (now) => ({ activeUntil: { $lte: now } }), changesAt };
  return { holds: () => true, match: () => ({}) };
}

function strengthParts(bound: keyof Comparison, limit: number, fadings: Fading[]): Part[] {
  if (bound === 'eq') return [...strengthParts('gte', limit, fadings), ...strengthParts('lte', limit, fadings)];
  return [
    {
      holds: (tag, now) => isStrong(tag, bound, limit, now),
      match: (now) => strengthFilter(bound, limit, fadings, now),
      changesAt: (tag, now) => strengthChangesAt(tag, bound, limit, now),
    },
  ];
}

function isStrong(tag: FriendTag, bound: 'gt' | 'gte' | 'lt' | 'lte', limit: number, now: Date): boolean {
  if (bound === 'gte') return isAtLeast(tag, limit, now);
  if (bound === 'lt') return !isAtLeast(tag, limit, now);
  return bound === 'lte' ? isAtMost(tag, limit, now) : !isAtMost(tag, limit, now);
}

/** Within a window the intensity can also rise by itself, when something spent leaves it. */
function strengthChangesAt(tag: FriendTag, bound: 'gt' | 'gte' | 'lt' | 'lte', limit: number, now: Date): Date | null {
  if (tag.fading.kind === 'window') return nextLeavingAt(tag.gains ?? [], tag.fading.days, now);
  const crossesAt = bound === 'gte' || bound === 'lt' ? fallsBelowAt : fallsToAt;
  return soonest([crossesAt(tag, limit)], now);
}

function strengthFilter(bound: 'gt' | 'gte' | 'lt' | 'lte', limit: number, fadings: Fading[], now: Date): MongoFilter {
  const [only] = fadings;
  if (only && fadings.length === 1) return fadingFilter(bound, limit, only, now);
  return { $or: fadings.map((fading) => ({ fading, ...fadingFilter(bound, limit, fading, now) })) };
}

function fadingFilter(bound: 'gt' | 'gte' | 'lt' | 'lte', limit: number, fading: Fading, now: Date): MongoFilter {
  const isFloor = bound === 'gt' || bound === 'gte';
  if (fading.kind === 'window') {
    // What is not reached by the gains within the window is a sum of 0 as well as a small one.
    const reached = sumFilter(fading.days, now, {
      [bound === 'lt' ? '$gte' : bound === 'lte' ? '$gt' : `$${bound}`]: limit,
    });
    return isFloor ? reached : { $nor: [reached] };
  }
  if (fading.kind === 'linear') {
    const z = { [`$${bound}`]: linearKeyThreshold(limit, now, fading.perDay) };
    const v = { [`$${bound}`]: limit };
    return isFloor ? { v, z } : { $or: [{ v }, { z: null }, { z }] };
  }
  const k = { [`$${bound}`]: decayKeyThreshold(limit, now, fading) };
  return isFloor ? { k } : { $or: [{ k: null }, { k }] };
}

/** Tags whose sum of gains in the last `days` meets a bound. */
function sumFilter(days: number, now: Date, sum: Record<string, number>): MongoFilter {
  const cutoff = before(now, `${days}d`);
  return {
    gains: { $elemMatch: { at: { $gt: cutoff }, $or: [{ olderAt: null }, { olderAt: { $lte: cutoff } }], sum } },
  };
}

function levelPart(given: NonNullable<TagCondition['level']>, tagId: string, fadings: Fading[], known: Known): Part {
  const ladder = ladderOf(tagId, known);
  const wanted = 'is' in given ? given.is : keysFrom(ladder.levels, given.atLeast);
  const atLeast = (index: number, now: Date): MongoFilter => {
    const level = ladder.levels[index];
    if (!level) return NOTHING;
    const kept = strengthFilter('gte', keptFrom(level.min, ladder.hysteresis), fadings, now);
    const held = { level: { $in: ladder.levels.slice(index).map(({ key }) => key) } };
    return { $or: [strengthFilter('gte', level.min, fadings, now), { $and: [held, kept] }] };
  };
  return {
    holds: (tag, now) => {
      const level = levelAt(tag, now, ladder);
      return level !== null && wanted.includes(level);
    },
    match: (now) => {
      const steps = ladder.levels.flatMap(({ key }, index) => (wanted.includes(key) ? [index] : []));
      if (steps.length === 0) return NOTHING;
      return { $or: steps.map((index) => ({ $and: [atLeast(index, now), { $nor: [atLeast(index + 1, now)] }] })) };
    },
    changesAt: (tag, now) =>
      soonest(
        ladder.levels.flatMap(({ min }) => [
          strengthChangesAt(tag, 'gte', min, now),
          strengthChangesAt(tag, 'gte', keptFrom(min, ladder.hysteresis), now),
        ]),
        now,
      ),
  };
}

function ladderOf(tagId: string, { tags }: Known): Levels {
  const { levels = [], hysteresis = 0 } = tags.get(tagId) ?? {};
  return { levels, hysteresis };
}

function keysFrom(levels: { key: string }[], first: string): string[] {
  const index = levels.findIndex(({ key }) => key === first);
  return index < 0 ? [] : levels.slice(index).map(({ key }) => key);
}

/** Whether the validity will be over within so long, or is. */
function expiryPart(within: string): Part {
  const by = (now: Date) => new Date(now.getTime() + durationMs(within));
  return {
    holds: ({ expiresAt }, now) => expiresAt !== null && expiresAt <= by(now),
    match: (now) => ({ expiresAt: { $lte: by(now) } }),
    changesAt: ({ expiresAt }) => expiresAt && before(expiresAt, within),
  };
}

function expiredPart(within: string): Part {
  const end = ({ endsBy, activeUntil }: FriendTag) => (endsBy === 'expiry' ? activeUntil : null);
  return {
    holds: (tag, now) => {
      const at = end(tag);
      return at !== null && at <= now && at > before(now, within);
    },
    match: (now) => ({ endsBy: 'expiry', activeUntil: { $lte: now, $gt: before(now, within) } }),
    changesAt: (tag, now) => {
      const at = end(tag);
      return at && soonest([at, new Date(at.getTime() + durationMs(within))], now);
    },
  };
}

/** Freshness is `(expiresAt - now) / ttl`, so a bound on it is a bound on the instant of expiry. */
function freshnessParts(freshness: Comparison, ttlMs: number | null): Part[] {
  if (ttlMs === null) return [{ holds: () => false, match: () => NOTHING }];
  return listBounds(freshness).map(({ bound, limit }) => {
    const restMs = Math.round((limit / 100) * ttlMs);
    const at = (now: Date) => new Date(now.getTime() + restMs);
    return {
      holds: ({ expiresAt }, now) =>
        expiresAt !== null && isWithin({ [bound]: at(now).getTime() }, expiresAt.getTime()),
      match: (now) => ({ expiresAt: { $ne: null, [`$${bound}`]: at(now) } }),
      changesAt: ({ expiresAt }, now) => {
        const reached = expiresAt && new Date(expiresAt.getTime() - restMs);
        // At the very instant a bound may hold that does not hold a millisecond later.
        return reached && soonest([reached, new Date(reached.getTime() + 1)], now);
      },
    };
  });
}

function rosePart({ by, within }: { by: number; within: string }): Part {
  const days = durationMs(within) / durationMs('1d');
  return {
    holds: ({ gains }, now) => sumWithin(gains ?? [], days, now) >= by,
    match: (now) => sumFilter(days, now, { $gte: by }),
    changesAt: ({ gains }, now) => nextLeavingAt(gains ?? [], days, now),
  };
}

/** `threshold` is undefined while nobody has the tag, and for tags whose order changes with time. */
function rankPart(threshold: number | undefined): Part {
  if (threshold === undefined) return { holds: () => false, match: () => NOTHING };
  return { holds: ({ k }) => k !== null && k >= threshold, match: () => ({ k: { $gte: threshold } }) };
}

const sourcePart = (field: 'kind' | 'id', value: string): Part => ({
  holds: ({ source }) => source[field] === value,
  match: () => ({ [`source.${field}`]: value }),
});

function readTag(condition: TagCondition, say: Say, known: Known): string {
  const { tag, validity, intensity, level, count, appliedWithin, expiresWithin, expiredWithin } = condition;
  const { freshness, rose, topPercent, source } = condition;
  const name = known.tags.get(tag)?.name ?? tag;
  const hasTag =
    expiredWithin !== undefined
      ? say('tagExpiredWithin', { tag: name, time: sayDuration(say, expiredWithin) })
      : say(validity === 'ended' ? 'tagEnded' : validity === 'any' ? 'tagAny' : 'tagActive', { tag: name });
  const details = [
    intensity && say('tagIntensity', { bounds: sayComparison(say, intensity) }),
    level &&
      ('is' in level
        ? say('tagLevelIs', { level: level.is.join(', ') })
        : say('tagLevelAtLeast', { level: level.atLeast })),
    count && say('tagCount', { bounds: sayComparison(say, count) }),
    appliedWithin !== undefined && say('tagAppliedWithin', { time: sayDuration(say, appliedWithin) }),
    expiresWithin !== undefined && say('tagExpiresWithin', { time: sayDuration(say, expiresWithin) }),
    freshness && say('tagFreshness', { bounds: sayComparison(say, freshness) }),
    rose && say('tagRose', { by: String(rose.by), time: sayDuration(say, rose.within) }),
    topPercent !== undefined && say('tagTop', { percent: String(topPercent) }),
    source && say('tagSource', { source: [source.kind, source.id].filter(Boolean).join(' ') }),
  ].filter((detail) => typeof detail === 'string');
  return sayAll(say, [hasTag, ...details]);
}
