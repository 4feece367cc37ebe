import type { Friend } from '../../friends/core/friend.js';
import type { Seen, Truth } from './conditions/condition.js';
import { soonest } from './duration.js';
import { unrecordedRule, type Known } from './known.js';
import { definitionOf, type Condition, type SegmentRule } from './rule.js';

export type { Truth };

/** Whether one friend meets a rule, why, and when the answer may change by time alone. */
export interface Evaluation {
  truth: Truth;
  /** Each condition looked at, with its truth and the value it saw. */
  because: { condition: Condition; truth: Truth; value: unknown }[];
  nextCheckAt: Date | null;
}

/** Evaluates a rule for one friend in memory. Agrees with `toFilter`: the filter finds exactly those for whom this is true. */
export function evaluate(rule: SegmentRule, friend: Friend, now: Date, known: Known): Evaluation {
  const each = (rules: SegmentRule[]) => rules.map((one) => evaluate(one, friend, now, known));
  if ('all' in rule) return combine(each(rule.all), false, now);
  if ('any' in rule) return combine(each(rule.any), true, now);
  if ('not' in rule) {
    const inner = evaluate(rule.not, friend, now, known);
    return { ...inner, truth: inner.truth === 'unknown' ? 'unknown' : !inner.truth };
  }
  const { truth, value, nextCheckAt = null } = see(rule, friend, now, known);
  return { truth, because: [{ condition: rule, truth, value }], nextCheckAt: soonest([nextCheckAt], now) };
}

function see(condition: Condition, friend: Friend, now: Date, known: Known): Seen {
  const rule = unrecordedRule(condition, known);
  if (!rule) return definitionOf(condition).see(condition, friend, now, known);
  const { truth, nextCheckAt } = evaluate(rule, friend, now, known);
  // Of whom the rule is unknown is no member.
  return { truth: truth === true, value: null, nextCheckAt };
}

/** `decisive` is the truth that settles the whole: true for any, false for all. */
function combine(parts: Evaluation[], decisive: boolean, now: Date): Evaluation {
  const truth = parts.some((part) => part.truth === decisive)
    ? decisive
    : parts.some((part) => part.truth === 'unknown')
      ? 'unknown'
      : !decisive;
  return {
    truth,
    because: parts.flatMap((part) => part.because),
    nextCheckAt: soonest(
      parts.map((part) => part.nextCheckAt),
      now,
    ),
  };
}
