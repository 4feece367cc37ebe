import { fieldErrors, invalidProperty } from '../http/line-error.js';
import { type JsonObject, isObject } from '../json.js';
import { DAY_MS, NARROWCAST_FILTERS_MAX } from '../limits.js';
import type { Relation } from '../world/relation.js';
import { readOperator } from './operator.js';

type Test = (relation: Relation) => boolean;

const AGES = ['age_15', 'age_20', 'age_25', 'age_30', 'age_35', 'age_40', 'age_45', 'age_50'].concat([
  'age_55',
  'age_60',
  'age_65',
  'age_70',
]);
const PERIODS = ['day_7', 'day_30', 'day_90', 'day_180', 'day_365'];
// The OpenAPI file also knows id_01 to id_12, which the reference does not list; they are taken too.
const AREA = /^(jp|tw|th|id)_\d{2}$/;

/** A demographic filter as a test of a friend. LINE's data is about three days old; ours is of now. */
export function readDemographic(filter: unknown, now: number): Test {
  const counter = { filters: 0 };
  const test = readPart(filter, now, counter);
  if (counter.filters > NARROWCAST_FILTERS_MAX) {
    const message = `Must be less than or equal to ${NARROWCAST_FILTERS_MAX}`;
    throw fieldErrors([{ message, property: 'filter.demographic' }]);
  }
  return test;
}

function readPart(part: unknown, now: number, counter: { filters: number }): Test {
  if (!isObject(part)) throw invalidProperty('filter.demographic');
  if (part['type'] !== 'operator') counter.filters += 1;
  switch (part['type']) {
    case 'operator':
      return readOperator(part, (inner) => readPart(inner, now, counter));
    case 'gender':
      return isOneOf(part, /^(male|female)$/, ({ person }) => person.demographics.gender);
    case 'appType':
      return isOneOf(part, /^(ios|android)$/, ({ person }) => person.demographics.appType);
    case 'area':
      return isOneOf(part, AREA, ({ person }) => person.demographics.area);
    case 'age':
      return isBetween(part, AGES, ({ person }) => person.demographics.age);
    case 'subscriptionPeriod':
      return isSubscribed(part, now);
    default:
      throw invalidProperty('filter.demographic.type');
  }
}

function isOneOf(part: JsonObject, form: RegExp, value: (relation: Relation) => string | undefined): Test {
  const allowed = part['oneOf'];
  const isList = Array.isArray(allowed) && allowed.length > 0;
  if (!isList || !allowed.every((word) => typeof word === 'string' && form.test(word))) {
    throw invalidProperty('filter.demographic.oneOf');
  }
  return (relation) => allowed.includes(value(relation));
}

function isBetween(part: JsonObject, words: string[], value: (relation: Relation) => string | undefined): Test {
  const [from, below] = bounds(part, words);
  return (relation) => {
    const place = words.indexOf(value(relation) ?? '');
    return place >= 0 && place >= from && place < below;
  };
}

/** Time since the friend was added: `gte` inclusive, `lt` exclusive. */
function isSubscribed(part: JsonObject, now: number): Test {
  bounds(part, PERIODS);
  const days = (word: unknown, otherwise: number) =>
    typeof word === 'string' ? Number(word.replace('day_', '')) : otherwise;
  const from = days(part['gte'], 0) * DAY_MS;
  const below = days(part['lt'], Infinity) * DAY_MS;
  return ({ followedAt }) => followedAt !== undefined && now - followedAt >= from && now - followedAt < below;
}

function bounds(part: JsonObject, words: string[]): [number, number] {
  const { gte, lt } = part;
  for (const word of [gte, lt]) {
    if (word !== undefined && !(typeof word === 'string' && words.includes(word)))
      throw invalidProperty('filter.demographic');
  }
  if (gte === undefined && lt === undefined) throw invalidProperty('filter.demographic');
  const place = (word: unknown, otherwise: number) => (typeof word === 'string' ? words.indexOf(word) : otherwise);
  return [place(gte, 0), place(lt, Infinity)];
}
