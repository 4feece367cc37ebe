import { z } from 'zod';
import type { Friend } from '../../../friends/core/friend.js';
import { assertNever } from '../../../shared/assert-never.js';
import type { Comparison } from '../comparison.js';
import type { Known } from '../known.js';
import type { Say } from '../reading.js';

/** Unknown is not false: a condition over a fact that we do not have is neither met nor unmet. */
export type Truth = true | false | 'unknown';

/** What a condition finds on one friend: the value it saw, and when the answer may change by time alone. */
export interface Seen {
  truth: Truth;
  value: unknown;
  nextCheckAt?: Date | null;
}

/** What a rule speaks of that counts campaigns, whichever they are. */
export const ANY_CAMPAIGN = '*';

export type MongoFilter = Record<string, unknown>;

/** Something that a rule speaks of and that must exist. */
export interface Reference {
  kind: 'tag' | 'attribute' | 'stage' | 'tier' | 'segment' | 'folder' | 'campaign' | 'survey' | 'addLink';
  id: string;
}

/** One kind of condition, in both ways to evaluate it: `see` for one friend in memory, `match` for many in the store. */
export interface ConditionDefinition<Given> {
  /** The name in the rule by which this kind is known. */
  key: string;
  schema: z.ZodType<Given>;
  see(given: Given, friend: Friend, now: Date, known: Known): Seen;
  /** Matches friends for whom it is true, among those of whom the fact is known. */
  match(given: Given, now: Date, known: Known): MongoFilter;
  /** Matches friends of whom the fact is known; absent when it always is. */
  isKnown?(given: Given): MongoFilter;
  refersTo?(given: Given): Reference[];
  /** The condition in plain language. */
  read(given: Given, say: Say, known: Known): string;
}

export const defineCondition = <Given>(definition: ConditionDefinition<Given>): ConditionDefinition<Given> =>
  definition;

/** True or false over a fact that we have, unknown over one that we lack. */
export function seeKnown<Value>(value: Value | null | undefined, test: (value: Value) => boolean): Seen {
  return value === null || value === undefined ? { truth: 'unknown', value: null } : { truth: test(value), value };
}

export const NOBODY: MongoFilter = { _id: { $in: [] } };
export const EVERYBODY: MongoFilter = {};

/** One bound on a whole number of things, by a filter for at least so many of them. */
export function boundFilter(
  bound: keyof Comparison,
  limit: number,
  atLeastSome: (count: number) => MongoFilter,
): MongoFilter {
  const atLeast = (count: number): MongoFilter => (count <= 0 ? EVERYBODY : atLeastSome(count));
  const fewerThan = (count: number): MongoFilter => ({ $nor: [atLeast(count)] });
  switch (bound) {
    case 'gte':
      return atLeast(limit);
    case 'gt':
      return atLeast(limit + 1);
    case 'lt':
      return fewerThan(limit);
    case 'lte':
      return fewerThan(limit + 1);
    case 'eq':
      return { $and: [atLeast(limit), fewerThan(limit + 1)] };
    default:
      return assertNever(bound);
  }
}

export const Names = z.array(z.string().min(1).max(100)).min(1).max(100);
