import { boundsOf, type FieldBounds, type Interval } from './bounds.js';
import { countKeys, successor, type Environment } from './environment.js';
import { partBytesMax } from './index-keys.js';
import type { FilterShape, ItemGroup, Predicate } from './predicates.js';
import type { SortField } from './sort.js';
import type { StoredIndex } from './stored-index.js';
import { compileValueTest } from './match.js';
import { equalValues } from './values/compare.js';
import { isDocument, type Document, type Value } from './values/document.js';

/** A way to answer a filter through one index. */
export interface IndexPlan {
  index: StoredIndex;
  intervals: Interval[];
  isReverse: boolean;
  providesSort: boolean;
  /** How many fields at the start of the index are fixed to values. */
  pointFields: number;
  hasRange: boolean;
  /** At most one document can be found per interval. */
  isUniqueLookup: boolean;
}

/** Seeks of one plan; beyond, further fields are left to the recheck. */
const INTERVALS_MAX = 20_000;

/** The plan that uses an index for a filter and a sort; undefined when it could not answer fully or would not help. */
export function planIndex(
  index: StoredIndex,
  shape: FilterShape,
  sort: readonly SortField[],
  isForced = false,
): IndexPlan | undefined {
  if (!isEligible(index, shape.predicates)) return undefined;
  const bounds = fieldBounds(index, shape.predicates);
  const { intervals, pointFields, hasRange } = buildIntervals(index, bounds);
  const direction = sortDirection(index, bounds, sort);
  const hasBounds = pointFields > 0 || hasRange;
  if (!hasBounds && direction === undefined && !isForced && !index.definition.partialFilter) return undefined;
  const isUniqueLookup = index.definition.isUnique && pointFields === index.definition.fields.length;
  const isReverse = direction === -1;
  return {
    index,
    intervals: isReverse ? intervals.reverse() : intervals,
    isReverse,
    providesSort: sort.length > 0 && direction !== undefined,
    pointFields,
    hasRange,
    isUniqueLookup,
  };
}

/** How many keys a plan would read, counted no further than `limit`. */
export function estimateKeys(environment: Environment, plan: IndexPlan, limit: number): number {
  let count = 0;
  for (const { start, end } of plan.intervals) {
    count += countKeys(environment.entries, start, end, limit - count);
    if (count >= limit) break;
  }
  return count;
}

/** A sparse or partial index lacks documents; it may serve only filters that exclude the ones it lacks. */
function isEligible(index: StoredIndex, predicates: readonly Predicate[]): boolean {
  const { isSparse, partialFilter, fields } = index.definition;
  if (partialFilter) return impliesFilter(predicates, partialFilter);
  if (!isSparse) return true;
  return fields.some((field) =>
    predicates.some((predicate) => predicate.path === field.path && impliesPresence(predicate)),
  );
}

function impliesPresence(predicate: Predicate): boolean {
  if (predicate.kind === 'points') return predicate.values.every((value) => value !== null && value !== undefined);
  return predicate.kind === 'range' || predicate.kind === 'exists';
}

function impliesFilter(predicates: readonly Predicate[], filter: Document): boolean {
  return Object.keys(filter).every((name) => {
    const condition = filter[name];
    if (name === '$and') {
      return (
        Array.isArray(condition) && condition.filter(isDocument).every((clause) => impliesFilter(predicates, clause))
      );
    }
    if (name.startsWith('$')) return false;
    const conditions: Document = isOperators(condition) ? condition : { $eq: condition };
    const candidates = predicates.filter((predicate) => predicate.path === name);
    return (
      candidates.some((predicate) => allPointsPass(predicate, conditions)) ||
      Object.keys(conditions).every((operator) =>
        candidates.some((predicate) => impliesCondition(predicate, operator, conditions[operator])),
      )
    );
  });
}

function isOperators(condition: Value): condition is Document {
  return isDocument(condition) && Object.keys(condition).some((name) => name.startsWith('$'));
}

function allPointsPass(predicate: Predicate, conditions: Document): boolean {
  if (predicate.kind !== 'points') return false;
  const passes = compileValueTest(conditions);
  return predicate.values.every((value) => passes(value));
}

function impliesCondition(predicate: Predicate, operator: string, operand: Value): boolean {
  if (operator in predicate.condition && equalValues(predicate.condition[operator], operand)) return true;
  if (operator === '$exists' && operand === true) return impliesPresence(predicate);
  if (allPointsPass(predicate, { [operator]: operand })) return true;
  if (predicate.kind !== 'range') return false;
  const bound = operator === '$gt' || operator === '$gte' ? predicate.lower : predicate.upper;
  if (!bound || !RANGE_OPERATORS.has(operator)) return false;
  const isWithin = compileValueTest({ [operator]: operand })(bound.value);
  return isWithin || (!bound.isInclusive && equalValues(bound.value, operand));
}

const RANGE_OPERATORS = new Set(['$gt', '$gte', '$lt', '$lte']);

/**
 * The bounds of each field. Fields that open arrays hold one item per key: bounds on two of them may only be combined when the
 * filter demands both of the same item.
 */
function fieldBounds(index: StoredIndex, predicates: readonly Predicate[]): (FieldBounds | undefined)[] {
  const bytesMax = partBytesMax(index.definition);
  let arrayGroup: ItemGroup | undefined;
  let hasArrayBounds = false;
  return index.definition.fields.map((field, at) => {
    const onPath = predicates.filter((predicate) => predicate.path === field.path);
    if (index.multikeyFields[at] !== true) return boundsOf(field, onPath, true, bytesMax);
    const usable = hasArrayBounds
      ? onPath.filter((predicate) => arrayGroup !== undefined && predicate.group === arrayGroup)
      : preferGroup(onPath);
    const bounds = boundsOf(field, usable, false, bytesMax);
    if (bounds && !hasArrayBounds) {
      hasArrayBounds = true;
      arrayGroup = usable[0]?.group;
    }
    return bounds;
  });
}

/** Of the predicates on one array field, those that hold for the same item. */
function preferGroup(predicates: Predicate[]): Predicate[] {
  const bounding = predicates.filter((predicate) => predicate.kind === 'points' || predicate.kind === 'range');
  const [first] = [...bounding].sort((left, right) => Number(right.kind === 'points') - Number(left.kind === 'points'));
  if (!first) return [];
  return first.group === undefined ? [first] : bounding.filter((predicate) => predicate.group === first.group);
}

function buildIntervals(
  index: StoredIndex,
  bounds: readonly (FieldBounds | undefined)[],
): { intervals: Interval[]; pointFields: number; hasRange: boolean } {
  let prefixes = [index.prefix];
  let pointFields = 0;
  for (const bound of bounds) {
    if (bound?.kind === 'range') {
      const { interval } = bound;
      const intervals = prefixes.map((prefix) => ({
        start: Buffer.concat([prefix, interval.start]),
        end: Buffer.concat([prefix, interval.end]),
      }));
      return {
        intervals: intervals.filter(({ start, end }) => Buffer.compare(start, end) < 0),
        pointFields,
        hasRange: true,
      };
    }
    if (!bound || prefixes.length * bound.parts.length > INTERVALS_MAX) break;
    prefixes = prefixes.flatMap((prefix) => bound.parts.map((part) => Buffer.concat([prefix, part])));
    pointFields += 1;
  }
  return { intervals: prefixes.map((start) => ({ start, end: successor(start) })), pointFields, hasRange: false };
}

/** 1 or -1 when reading the index forwards or backwards gives the wanted order. */
function sortDirection(
  index: StoredIndex,
  bounds: readonly (FieldBounds | undefined)[],
  sort: readonly SortField[],
): 1 | -1 | undefined {
  if (sort.length === 0 || index.hasLossyKeys) return undefined;
  const { fields } = index.definition;
  const isFixed = (at: number): boolean => {
    const bound = bounds[at];
    return bound?.kind === 'points' && bound.parts.length === 1;
  };
  let direction: 1 | -1 | undefined;
  let at = 0;
  for (const sortField of sort) {
    const fixedAt = fields.findIndex((field) => field.path === sortField.path);
    if (fixedAt >= 0 && fixedAt < at) continue;
    if (fixedAt >= 0 && isFixed(fixedAt) && index.multikeyFields[fixedAt] !== true && allFixed(at, fixedAt)) {
      at = fixedAt + 1;
      continue;
    }
    while (at < fields.length && fields[at]?.path !== sortField.path && isFixed(at)) at += 1;
    const field = fields[at];
    if (!field || field.path !== sortField.path || index.multikeyFields[at] === true) return undefined;
    const needed = (sortField.direction === 1) !== field.isDescending ? 1 : -1;
    if (direction !== undefined && direction !== needed) return undefined;
    direction = needed;
    at += 1;
  }
  return direction ?? 1;

  function allFixed(from: number, to: number): boolean {
    for (let position = from; position <= to; position += 1) if (!isFixed(position)) return false;
    return true;
  }
}
