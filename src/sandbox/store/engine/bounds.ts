import { successor } from './environment.js';
import type { IndexField } from './index-definition.js';
import type { Predicate } from './predicates.js';
import { compareValues, rankOf } from './values/compare.js';
import { encodeKeyBound, encodeKeyPart, rankByte } from './values/key-encoding.js';

/** A range of keys: `start` is included, `end` is not. */
export interface Interval {
  start: Buffer;
  end: Buffer;
}

/** What one field of an index contributes to a plan. */
export type FieldBounds = { kind: 'points'; parts: Buffer[] } | { kind: 'range'; interval: Interval };

/** The bounds of one index field from the predicates on its path; undefined when none of them bounds it. */
export function boundsOf(
  field: IndexField,
  predicates: readonly Predicate[],
  canIntersect: boolean,
  bytesMax: number,
): FieldBounds | undefined {
  const points = fewestPoints(predicates);
  if (points) {
    const parts = points.values.map((value) => encodeKeyPart(value, bytesMax, field.isDescending).bytes);
    return { kind: 'points', parts: sortedUnique(parts) };
  }
  const ranges = predicates.filter((predicate) => predicate.kind === 'range');
  const [first] = ranges;
  if (!first) return undefined;
  return {
    kind: 'range',
    interval: rangeInterval(field, canIntersect ? ranges : rangesTogether(first, ranges), bytesMax),
  };
}

type PointsPredicate = Extract<Predicate, { kind: 'points' }>;
type RangePredicate = Extract<Predicate, { kind: 'range' }>;

function fewestPoints(predicates: readonly Predicate[]): PointsPredicate | undefined {
  const points = predicates.filter((predicate): predicate is PointsPredicate => predicate.kind === 'points');
  return points.reduce<PointsPredicate | undefined>(
    (best, next) => (best && best.values.length <= next.values.length ? best : next),
    undefined,
  );
}

/** Different items of an array may satisfy different ranges: only those of one `$elemMatch` on the item go together. */
function rangesTogether(first: RangePredicate, ranges: RangePredicate[]): RangePredicate[] {
  return first.group?.isAboutItem ? ranges.filter((range) => range.group === first.group) : [first];
}

function sortedUnique(parts: Buffer[]): Buffer[] {
  const sorted = [...parts].sort(Buffer.compare);
  return sorted.filter((part, at) => at === 0 || !part.equals(sorted[at - 1] ?? EMPTY));
}

const EMPTY = Buffer.alloc(0);

function rangeInterval(field: IndexField, ranges: RangePredicate[], bytesMax: number): Interval {
  const lower = tightest(
    ranges.map((range) => range.lower),
    1,
  );
  const upper = tightest(
    ranges.map((range) => range.upper),
    -1,
  );
  const rank = rankByte(rankOf((lower ?? upper)?.value), field.isDescending);
  const wholeStart = Buffer.from([rank]);
  const wholeEnd = Buffer.from([rank + 1]);
  const [low, high] = field.isDescending ? [upper, lower] : [lower, upper];
  return {
    start: low ? startAt(low, field, bytesMax) : wholeStart,
    end: high ? endAt(high, field, bytesMax) : wholeEnd,
  };
}

type Bounds = RangePredicate['lower'][];

function tightest(bounds: Bounds, direction: 1 | -1): RangePredicate['lower'] {
  return bounds.reduce((best, next) => {
    if (!best || !next) return best ?? next;
    const order = compareValues(next.value, best.value) * direction;
    return order > 0 || (order === 0 && !next.isInclusive) ? next : best;
  }, undefined);
}

function startAt(bound: NonNullable<RangePredicate['lower']>, field: IndexField, bytesMax: number): Buffer {
  const { bytes, isExact } = encodeKeyBound(bound.value, bytesMax, field.isDescending);
  return bound.isInclusive || !isExact ? bytes : successor(bytes);
}

function endAt(bound: NonNullable<RangePredicate['lower']>, field: IndexField, bytesMax: number): Buffer {
  const { bytes, isExact } = encodeKeyBound(bound.value, bytesMax, field.isDescending);
  return bound.isInclusive || !isExact ? successor(bytes) : bytes;
}
