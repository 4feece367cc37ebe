import { z } from 'zod';
import type { AttributeValue, Friend } from '../../../friends/core/friend.js';
import { localDayOf } from '../../../shared/local-day.js';
import { monthDays, nextMidnight, yearsBefore } from '../calendar.js';
import { Comparison, comparisonOf, isWithin, listBounds, toRange } from '../comparison.js';
import type { Known } from '../known.js';
import { sayAll, sayComparison } from '../reading.js';
import { defineCondition, seeKnown, type MongoFilter } from './condition.js';

const Day = z.iso.date('must be a day such as 2026-03-01');
const AttributeCondition = z.strictObject({
  attribute: z.string().regex(/^[a-zA-Z][a-zA-Z0-9]{0,59}$/, 'must be letters and digits, at most 60'),
  is: z.union([z.string().max(1_000), z.number(), z.boolean()]).optional(),
  in: z
    .array(z.union([z.string().max(1_000), z.number()]))
    .min(1)
    .max(100)
    .optional(),
  between: Comparison.optional(),
  /** Part of a text, or one item of a list. */
  contains: z.string().min(1).max(100).optional(),
  /** Days: on or after, before. */
  from: Day.optional(),
  before: Day.optional(),
  /** Whole years since a date: an age. */
  years: comparisonOf(z.number().int().min(0).max(150)).optional(),
  /** The day comes round within so many days, today included: a birthday. */
  comesRoundWithinDays: z.number().int().min(1).max(60).optional(),
  /** Whether we have a value at all. */
  isKnown: z.boolean().optional(),
});
type AttributeCondition = z.infer<typeof AttributeCondition>;

export const attributeCondition = defineCondition<AttributeCondition>({
  key: 'attribute',
  schema: AttributeCondition,
  see(condition, friend, now, known) {
    const value = attributeOf(friend, condition.attribute);
    if (condition.isKnown !== undefined && (value !== undefined) !== condition.isKnown)
      return { truth: false, value: value ?? null };
    if (condition.isKnown === false) return { truth: true, value: null };
    const followsDays = condition.years !== undefined || condition.comesRoundWithinDays !== undefined;
    return {
      ...seeKnown(value, (one) => fits(condition, one, now, known)),
      nextCheckAt: followsDays && value !== undefined ? nextMidnight(now, known.timeZone) : null,
    };
  },
  isKnown: ({ attribute, isKnown }) => (isKnown === undefined ? { [`attributes.${attribute}`]: { $ne: null } } : {}),
  match(condition, now, known) {
    const field = `attributes.${condition.attribute}`;
    if (condition.isKnown === false) return { [field]: null };
    return { $and: [{ [field]: { $ne: null } }, ...filters(condition, field, now, known)] };
  },
  refersTo: ({ attribute }) => [{ kind: 'attribute', id: attribute }],
  read(condition, say) {
    const {
      attribute: name,
      is,
      in: several,
      between,
      contains,
      from,
      before,
      years,
      comesRoundWithinDays,
    } = condition;
    if (condition.isKnown === false) return say('attributeUnknown', { name });
    const parts = [
      is !== undefined && say('attributeIs', { name, value: String(is) }),
      several && say('attributeIn', { name, values: several.join(', ') }),
      between && say('attributeBetween', { name, bounds: sayComparison(say, between) }),
      contains !== undefined && say('attributeContains', { name, value: contains }),
      from !== undefined && say('attributeFrom', { name, day: from }),
      before !== undefined && say('attributeBefore', { name, day: before }),
      years && say('attributeYears', { name, bounds: sayComparison(say, years) }),
      comesRoundWithinDays !== undefined && say('attributeComesRound', { name, days: String(comesRoundWithinDays) }),
    ].filter((part) => typeof part === 'string');
    return parts.length > 0 ? sayAll(say, parts) : say('attributeKnown', { name });
  },
});

/** The friend's own attribute: every object also inherits names such as `constructor`. */
function attributeOf({ attributes }: Friend, name: string): AttributeValue | undefined {
  return Object.hasOwn(attributes, name) ? attributes[name] : undefined;
}

/** A list fits when one of its items does, as a query sees it. */
function fits(condition: AttributeCondition, value: AttributeValue, now: Date, known: Known): boolean {
  const items = Array.isArray(value) ? value : [value];
  const some = (test: (item: string | number | boolean) => boolean) => items.some(test);
  const { is, in: several, between, contains, from, before } = condition;
  const isText = (item: unknown): item is string => typeof item === 'string';
  return (
    (is === undefined || some((item) => item === is)) &&
    (several === undefined || some((item) => (several as unknown[]).includes(item))) &&
    (between === undefined ||
      listBounds(between).every(({ bound, limit }) =>
        some((item) => typeof item === 'number' && isWithin({ [bound]: limit }, item)),
      )) &&
    (contains === undefined ||
      (Array.isArray(value) ? value.includes(contains) : isText(value) && value.includes(contains))) &&
    (from === undefined || some((item) => isText(item) && item >= from)) &&
    (before === undefined || some((item) => isText(item) && item < before)) &&
    ageBounds(condition, now, known).every(({ bound, day }) =>
      some((item) => isDay(item) && compares(bound, item, day)),
    ) &&
    (condition.comesRoundWithinDays === undefined ||
      some((item) => isDay(item) && roundDays(condition.comesRoundWithinDays ?? 0, now, known).includes(item.slice(5))))
  );
}

function filters(condition: AttributeCondition, field: string, now: Date, known: Known): MongoFilter[] {
  const { is, in: several, between, contains, from, before, comesRoundWithinDays } = condition;
  const parts: MongoFilter[] = [];
  if (is !== undefined) parts.push({ [field]: { $eq: is } });
  if (several !== undefined) parts.push({ [field]: { $in: several } });
  if (between !== undefined)
    parts.push(...listBounds(between).map(({ bound, limit }) => ({ [field]: toRange({ [bound]: limit }) })));
  if (contains !== undefined) parts.push(containsFilter(field, contains));
  if (from !== undefined) parts.push({ [field]: { $gte: from } });
  if (before !== undefined) parts.push({ [field]: { $lt: before } });
  for (const { bound, day } of ageBounds(condition, now, known))
    parts.push({ $and: [{ [field]: DAY }, { [field]: { [bound]: day } }] });
  if (comesRoundWithinDays !== undefined)
    parts.push({ [field]: { $regex: `^\\d{4}-(${roundDays(comesRoundWithinDays, now, known).join('|')})$` } });
  return parts;
}

/** In a text a part of it, in a list one whole item. */
function containsFilter(field: string, wanted: string): MongoFilter {
  const isList = { [`${field}.0`]: { $exists: true } };
  const asText = { $regex: wanted.replaceAll(/[.*+?^${}()|[\]\\/-]/g, '\\$&') };
  return {
    $or: [{ $and: [isList, { [field]: wanted }] }, { $and: [{ $nor: [isList] }, { [field]: asText }] }],
  };
}

const DAY = { $regex: '^\\d{4}-\\d{2}-\\d{2}$' };
const isDay = (item: unknown): item is string => typeof item === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(item);

const roundDays = (days: number, now: Date, { timeZone }: Known) => monthDays(now, timeZone, days);

/** Ages as bounds on the day: at least n years old is born on or before today n years ago. */
function ageBounds(
  { years }: AttributeCondition,
  now: Date,
  { timeZone }: Known,
): { bound: '$lte' | '$gt'; day: string }[] {
  if (!years) return [];
  const today = localDayOf(now, timeZone);
  return listBounds(years).flatMap(({ bound, limit }) => {
    const atLeast = (age: number) => ({ bound: '$lte' as const, day: yearsBefore(today, age) });
    const lessThan = (age: number) => ({ bound: '$gt' as const, day: yearsBefore(today, age) });
    if (bound === 'gte') return [atLeast(limit)];
    if (bound === 'gt') return [atLeast(limit + 1)];
    if (bound === 'lt') return [lessThan(limit)];
    if (bound === 'lte') return [lessThan(limit + 1)];
    return [atLeast(limit), lessThan(limit + 1)];
  });
}

const compares = (bound: '$lte' | '$gt', item: string, day: string) => (bound === '$lte' ? item <= day : item > day);
