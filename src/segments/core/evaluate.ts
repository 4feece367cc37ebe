import type { Friend } from '../../friends/core/friend.js';
import {
  fallsBelowAt,
  fallsToAt,
  intensityAt,
  isActive,
  isAtLeast,
  isAtMost,
  type FriendTag,
} from '../../friends/core/friend-tag.js';
import { durationMs, type Comparison, type Condition, type SegmentRule } from './rule.js';

/** Unknown is not false: a condition over a fact that we do not have is neither met nor unmet. */
export type Truth = true | false | 'unknown';

/** Whether one friend meets a rule, why, and when the answer may change by time alone. */
export interface Evaluation {
  truth: Truth;
  /** Each condition looked at, with its truth and the value it saw. */
  because: { condition: Condition; truth: Truth; value: unknown }[];
  nextCheckAt: Date | null;
}

/** Evaluates a rule for one friend in memory. Agrees with `toFilter`: the filter finds exactly those for whom this is true. */
export function evaluate(rule: SegmentRule, friend: Friend, now: Date): Evaluation {
  if ('all' in rule)
    return combine(
      rule.all.map((one) => evaluate(one, friend, now)),
      false,
    );
  if ('any' in rule)
    return combine(
      rule.any.map((one) => evaluate(one, friend, now)),
      true,
    );
  if ('not' in rule) {
    const inner = evaluate(rule.not, friend, now);
    return { ...inner, truth: inner.truth === 'unknown' ? 'unknown' : !inner.truth };
  }
  const { truth, value, nextCheckAt = null } = evaluateCondition(rule, friend, now);
  return { truth, because: [{ condition: rule, truth, value }], nextCheckAt };
}

/** `decisive` is the truth that settles the whole: true for any, false for all. */
function combine(parts: Evaluation[], decisive: boolean): Evaluation {
  const truth = parts.some((part) => part.truth === decisive)
    ? decisive
    : parts.some((part) => part.truth === 'unknown')
      ? 'unknown'
      : !decisive;
  return {
    truth,
    because: parts.flatMap((part) => part.because),
    nextCheckAt: soonest(parts.map((part) => part.nextCheckAt)),
  };
}

interface Seen {
  truth: Truth;
  value: unknown;
  nextCheckAt?: Date | null;
}

function evaluateCondition(condition: Condition, friend: Friend, now: Date): Seen {
  if ('tag' in condition)
    return evaluateTag(
      condition,
      friend.tags.find((tag) => tag.tagId === condition.tag),
      now,
    );
  if ('stage' in condition) return known(friend.stage?.name, (name) => condition.stage.includes(name));
  if ('standing' in condition) return { truth: friend.standing === condition.standing, value: friend.standing };
  if ('attribute' in condition)
    return known(attributeOf(friend, condition.attribute), (value) => attributeMatches(condition, value));
  if ('orders' in condition) {
    const { count, totalMinor } = friend.orders;
    const truth = within(condition.orders.count, count) && within(condition.orders.totalMinor, totalMinor);
    return { truth, value: { count, totalMinor } };
  }
  if ('verifiedOwner' in condition) {
    const isOwner = friend.membership.verifiedOwnerAt !== null;
    return { truth: isOwner === condition.verifiedOwner, value: isOwner };
  }
  if ('friendPath' in condition) return known(friend.friendPath?.id, (id) => condition.friendPath.includes(id));
  if ('language' in condition)
    return known(friend.profile?.language, (language) => condition.language.includes(language));
  return { truth: true, value: true };
}

function known<Value>(value: Value | null | undefined, test: (value: Value) => boolean): Seen {
  return value === null || value === undefined ? { truth: 'unknown', value: null } : { truth: test(value), value };
}

type TagCondition = Extract<Condition, { tag: string }>;

function evaluateTag({ intensity, appliedWithin }: TagCondition, tag: FriendTag | undefined, now: Date): Seen {
  if (!tag || !isActive(tag, now)) return { truth: false, value: null };
  const { gte, lte } = intensity ?? {};
  const freshUntil = appliedWithin === undefined ? null : new Date(tag.lastAt.getTime() + durationMs(appliedWithin));
  const isFresh = freshUntil === null || freshUntil > now;
  const isStrong = gte === undefined || isAtLeast(tag, gte, now);
  const isWeak = lte === undefined || isAtMost(tag, lte, now);
  const crossings = [gte === undefined ? null : fallsBelowAt(tag, gte), lte === undefined ? null : fallsToAt(tag, lte)];
  return {
    truth: isFresh && isStrong && isWeak,
    value: { intensity: intensityAt(tag, now), lastAt: tag.lastAt, expiresAt: tag.expiresAt },
    nextCheckAt: soonest([tag.expiresAt, freshUntil, ...crossings].map((at) => (at !== null && at > now ? at : null))),
  };
}

function within(comparison: Comparison | undefined, value: number): boolean {
  if (!comparison) return true;
  const { gte = Number.NEGATIVE_INFINITY, lte = Number.POSITIVE_INFINITY } = comparison;
  return value >= gte && value <= lte;
}

/** The friend's own attribute: every object also inherits names such as `constructor`. */
function attributeOf({ attributes }: Friend, name: string): Friend['attributes'][string] | undefined {
  return Object.hasOwn(attributes, name) ? attributes[name] : undefined;
}

type AttributeCondition = Extract<Condition, { attribute: string }>;

function attributeMatches(condition: AttributeCondition, value: string | number | boolean): boolean {
  if (condition.is !== undefined && value !== condition.is) return false;
  if (condition.in !== undefined && !(condition.in as unknown[]).includes(value)) return false;
  if (condition.between === undefined) return true;
  return typeof value === 'number' && within(condition.between, value);
}

function soonest(instants: (Date | null)[]): Date | null {
  return instants.reduce((earliest, at) => (at !== null && (earliest === null || at < earliest) ? at : earliest), null);
}
