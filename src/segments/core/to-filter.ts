import { EVERYBODY, NOBODY, type MongoFilter } from './conditions/condition.js';
import { unrecordedRule, type Known } from './known.js';
import { definitionOf, type Condition, type SegmentRule } from './rule.js';

/** A MongoDB filter over friends for whom the rule is true. Unknown is neither true nor false, also under `not`. */
export function toFilter(rule: SegmentRule, now: Date, known: Known): MongoFilter {
  return filterFor(rule, true, now, known);
}

function filterFor(rule: SegmentRule, wanted: boolean, now: Date, known: Known): MongoFilter {
  const each = (rules: SegmentRule[]) => rules.map((one) => filterFor(one, wanted, now, known));
  if ('all' in rule) return wanted ? { $and: each(rule.all) } : { $or: each(rule.all) };
  if ('any' in rule) return wanted ? { $or: each(rule.any) } : { $and: each(rule.any) };
  if ('not' in rule) return filterFor(rule.not, !wanted, now, known);
  return conditionFilter(rule, wanted, now, known);
}

function conditionFilter(condition: Condition, wanted: boolean, now: Date, known: Known): MongoFilter {
  const definition = definitionOf(condition);
  const isKnown = definition.isKnown?.(condition) ?? EVERYBODY;
  const rule = unrecordedRule(condition, known);
  const match = rule ? toFilter(rule, now, known) : definition.match(condition, now, known);
  if (wanted) return isEmpty(isKnown) ? match : { $and: [isKnown, match] };
  // `$nor` of everybody is nobody, which not every store takes as a filter.
  const unmatched = isEmpty(match) ? NOBODY : { $nor: [match] };
  return isEmpty(isKnown) ? unmatched : { $and: [isKnown, unmatched] };
}

const isEmpty = (filter: MongoFilter) => Object.keys(filter).length === 0;
