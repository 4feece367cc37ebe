import { decayKeyThreshold } from '../../friends/core/friend-tag.js';
import { durationMs, type Comparison, type Condition, type SegmentRule } from './rule.js';

/** Half-life in days of each decaying tag, by tag key; a tag that is not named does not decay. */
export type HalfLives = ReadonlyMap<string, number | null>;

type MongoFilter = Record<string, unknown>;

/** A MongoDB filter over friends for whom the rule is true. Unknown is neither true nor false, also under `not`. */
export function toFilter(rule: SegmentRule, now: Date, halfLives: HalfLives): MongoFilter {
  return filterFor(rule, true, now, halfLives);
}

function filterFor(rule: SegmentRule, wanted: boolean, now: Date, halfLives: HalfLives): MongoFilter {
  const each = (rules: SegmentRule[]) => rules.map((one) => filterFor(one, wanted, now, halfLives));
  if ('all' in rule) return wanted ? { $and: each(rule.all) } : { $or: each(rule.all) };
  if ('any' in rule) return wanted ? { $or: each(rule.any) } : { $and: each(rule.any) };
  if ('not' in rule) return filterFor(rule.not, !wanted, now, halfLives);
  return conditionFilter(rule, wanted, now, halfLives);
}

function conditionFilter(condition: Condition, wanted: boolean, now: Date, halfLives: HalfLives): MongoFilter {
  if ('tag' in condition) {
    const match = { $elemMatch: tagElement(condition, now, halfLives.get(condition.tag) ?? null) };
    return { tags: wanted ? match : { $not: match } };
  }
  if ('stage' in condition) return knownIn('stage.name', condition.stage, wanted);
  if ('standing' in condition) return { standing: wanted ? condition.standing : { $ne: condition.standing } };
  if ('attribute' in condition) return attributeFilter(condition, wanted);
  if ('orders' in condition) return ordersFilter(condition.orders, wanted);
  if ('verifiedOwner' in condition) {
    return { 'membership.verifiedOwnerAt': condition.verifiedOwner === wanted ? { $ne: null } : null };
  }
  if ('friendPath' in condition) return knownIn('friendPath.id', condition.friendPath, wanted);
  if ('language' in condition) return knownIn('profile.language', condition.language, wanted);
  return wanted ? {} : NOBODY;
}

const NOBODY: MongoFilter = { _id: { $in: [] } };

const knownIn = (field: string, names: string[], wanted: boolean): MongoFilter => ({
  [field]: wanted ? { $in: names } : { $nin: [...names, null] },
});

type TagCondition = Extract<Condition, { tag: string }>;

function tagElement(
  { tag, intensity, appliedWithin }: TagCondition,
  now: Date,
  halfLifeDays: number | null,
): MongoFilter {
  const parts: MongoFilter[] = [{ $or: [{ expiresAt: null }, { expiresAt: { $gt: now } }] }];
  if (appliedWithin !== undefined) parts.push({ lastAt: { $gt: new Date(now.getTime() - durationMs(appliedWithin)) } });
  if (intensity?.gte !== undefined) parts.push({ k: { $gte: decayKeyThreshold(intensity.gte, now, halfLifeDays) } });
  if (intensity?.lte !== undefined) {
    parts.push({ $or: [{ k: null }, { k: { $lte: decayKeyThreshold(intensity.lte, now, halfLifeDays) } }] });
  }
  return { tagId: tag, $and: parts };
}

type AttributeCondition = Extract<Condition, { attribute: string }>;

function attributeFilter(condition: AttributeCondition, wanted: boolean): MongoFilter {
  const field = `attributes.${condition.attribute}`;
  const parts: MongoFilter[] = [];
  if (condition.is !== undefined) parts.push({ [field]: { $eq: condition.is } });
  if (condition.in !== undefined) parts.push({ [field]: { $in: condition.in } });
  if (condition.between !== undefined) parts.push({ [field]: range(condition.between) });
  const isKnown = { [field]: { $ne: null } };
  return wanted ? { $and: [isKnown, ...parts] } : { $and: [isKnown, { $nor: [{ $and: [isKnown, ...parts] }] }] };
}

function ordersFilter(
  { count, totalMinor }: Extract<Condition, { orders: object }>['orders'],
  wanted: boolean,
): MongoFilter {
  const parts: MongoFilter[] = [];
  if (count) parts.push({ 'orders.count': range(count) });
  if (totalMinor) parts.push({ 'orders.totalMinor': range(totalMinor) });
  if (parts.length === 0) return wanted ? {} : NOBODY;
  return wanted ? { $and: parts } : { $nor: [{ $and: parts }] };
}

const range = ({ gte, lte }: Comparison): MongoFilter => ({
  ...(gte === undefined ? {} : { $gte: gte }),
  ...(lte === undefined ? {} : { $lte: lte }),
});
