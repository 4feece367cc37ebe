import type { MongoFilter } from './conditions/condition.js';

/** Operators that leave nearly everything: an index on their field saves no reading. */
const WIDE = new Set(['$ne', '$nin', '$not', '$exists']);

/**
 * Fields of which a filter wants certain values, so that an index on one of them finds all candidates; under `$or` every
 * way must have one. Empty when only reading every record can answer.
 */
export function indexedFields(filter: MongoFilter, indexed: ReadonlySet<string>): string[] {
  const found = new Set<string>();
  for (const [name, condition] of Object.entries(filter)) {
    for (const field of fieldsOf(name, condition, indexed)) found.add(field);
  }
  return [...found];
}

function fieldsOf(name: string, condition: unknown, indexed: ReadonlySet<string>): string[] {
  if (name === '$and') return (condition as MongoFilter[]).flatMap((part) => indexedFields(part, indexed));
  if (name === '$or') {
    const ways = (condition as MongoFilter[]).map((way) => indexedFields(way, indexed));
    return ways.some((fields) => fields.length === 0) ? [] : ways.flat();
  }
  if (name.startsWith('$') || condition === null) return [];
  const operators = isPlain(condition) ? Object.keys(condition).filter((key) => key.startsWith('$')) : [];
  if (operators.includes('$elemMatch')) {
    const element = (condition as { $elemMatch: MongoFilter }).$elemMatch;
    return Object.keys(element)
      .map((key) => `${name}.${key}`)
      .filter((field) => indexed.has(field));
  }
  const isNarrow = operators.length === 0 || operators.some((operator) => !WIDE.has(operator));
  return isNarrow && indexed.has(name) ? [name] : [];
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
