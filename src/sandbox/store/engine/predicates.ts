import { isOperatorDocument } from './match.js';
import { isRegexValue, literalPrefixOf } from './regex.js';
import { Rank, rankOf } from './values/compare.js';
import { isDocument, type Document, type Value } from './values/document.js';

/** One end of a range. */
export interface Bound {
  value: Value;
  isInclusive: boolean;
}

/** Conditions that hold for the same array item. */
export interface ItemGroup {
  /** Whether they are about the item itself, not about fields of it. */
  isAboutItem: boolean;
}

/** What a filter demands of one path, in a form that an index can serve. */
export type Predicate = {
  path: string;
  /** Conditions inside the same `$elemMatch` hold for the same array item; they share this. */
  group: ItemGroup | undefined;
  /** The condition as written, to recognise it in a partial index. */
  condition: Document;
} & (
  | { kind: 'points'; values: Value[] }
  | { kind: 'range'; lower: Bound | undefined; upper: Bound | undefined }
  | { kind: 'exists' }
  | { kind: 'other' }
);

/** A filter as far as indexes understand it. */
export interface FilterShape {
  /** All of these hold. */
  predicates: Predicate[];
  /** Of each of these lists one filter holds. */
  alternatives: Document[][];
}

/** Reads what a filter demands; whatever is not understood is left to the recheck of each document. */
export function readFilterShape(filter: Document, variables: Document): FilterShape {
  const shape: FilterShape = { predicates: [], alternatives: [] };
  readClauses(filter, variables, shape);
  return shape;
}

function readClauses(filter: Document, variables: Document, shape: FilterShape): void {
  for (const name of Object.keys(filter)) {
    const condition = filter[name];
    if (name === '$and' && Array.isArray(condition)) {
      condition.filter(isDocument).forEach((clause) => readClauses(clause, variables, shape));
    } else if (name === '$or' && Array.isArray(condition)) {
      shape.alternatives.push(condition.filter(isDocument));
    } else if (name === '$expr') {
      readExpression(condition, variables, shape);
    } else if (!name.startsWith('$')) {
      readCondition(name, condition, undefined, shape.predicates);
    }
  }
}

/** Joins compare a field with a variable: `{ $eq: ['$field', '$$variable'] }` is a point of an index. */
function readExpression(expression: Value, variables: Document, shape: FilterShape): void {
  if (!isDocument(expression)) return;
  const { $and: all, $eq: pair } = expression;
  if (Array.isArray(all)) all.forEach((part: Value) => readExpression(part, variables, shape));
  if (!Array.isArray(pair) || pair.length !== 2) return;
  const [left, right] = pair as Value[];
  const path = fieldOf(left) ?? fieldOf(right);
  const constant = constantOf(fieldOf(left) === undefined ? left : right, variables);
  if (path === undefined || !constant) return;
  const { value } = constant;
  shape.predicates.push({ path, group: undefined, condition: { $eq: value }, kind: 'points', values: pointsOf(value) });
}

function fieldOf(expression: Value): string | undefined {
  if (typeof expression !== 'string' || !expression.startsWith('$') || expression.startsWith('$$')) return undefined;
  return expression.slice(1);
}

function constantOf(expression: Value, variables: Document): { value: Value } | undefined {
  if (typeof expression === 'string' && expression.startsWith('$')) {
    const name = expression.slice(2);
    return expression.startsWith('$$') && name in variables ? { value: variables[name] } : undefined;
  }
  return isDocument(expression) || Array.isArray(expression) ? undefined : { value: expression };
}

function readCondition(path: string, condition: Value, group: ItemGroup | undefined, predicates: Predicate[]): void {
  if (isRegexValue(condition)) {
    addRegex(path, condition, undefined, group, { $regex: condition }, predicates);
  } else if (!isOperatorDocument(condition)) {
    predicates.push({ path, group, condition: { $eq: condition }, kind: 'points', values: pointsOf(condition) });
  } else {
    for (const operator of Object.keys(condition)) {
      readOperator(path, operator, condition, group, predicates);
    }
  }
}

function readOperator(
  path: string,
  operator: string,
  all: Document,
  group: ItemGroup | undefined,
  predicates: Predicate[],
): void {
  const operand = all[operator];
  const condition: Document = { [operator]: operand };
  const base = { path, group, condition };
  switch (operator) {
    case '$eq':
      predicates.push({ ...base, kind: 'points', values: pointsOf(operand) });
      break;
    case '$in':
      if (!Array.isArray(operand) || operand.some(isRegexValue)) break;
      predicates.push({ ...base, kind: 'points', values: operand.flatMap(pointsOf) });
      break;
    case '$all':
      if (!Array.isArray(operand)) break;
      readAll(path, operand, group, predicates);
      break;
    case '$gt':
    case '$gte':
      addRange(base, { value: operand, isInclusive: operator === '$gte' }, undefined, predicates);
      break;
    case '$lt':
    case '$lte':
      addRange(base, undefined, { value: operand, isInclusive: operator === '$lte' }, predicates);
      break;
    case '$regex':
      addRegex(path, operand, all['$options'], group, condition, predicates);
      break;
    case '$exists':
      if (isFalse(operand)) predicates.push({ ...base, kind: 'points', values: [null] });
      else predicates.push({ ...base, kind: 'exists' });
      break;
    case '$elemMatch':
      readElementMatch(path, operand, predicates);
      break;
    default:
      predicates.push({ ...base, kind: 'other' });
  }
}

function isFalse(operand: Value): boolean {
  return operand === false || operand === null || operand === undefined || Number(operand) === 0;
}

/** The index keys a value may be found under: an array also under its first item, null also when missing. */
function pointsOf(value: Value): Value[] {
  if (value === null || value === undefined) return [null, undefined];
  if (Array.isArray(value)) return [value, value.length === 0 ? undefined : (value[0] as Value)];
  return [value];
}

function readAll(path: string, items: Value[], group: ItemGroup | undefined, predicates: Predicate[]): void {
  for (const item of items) {
    if (isDocument(item) && '$elemMatch' in item) readElementMatch(path, item['$elemMatch'], predicates);
    else if (!isRegexValue(item)) readCondition(path, item, group, predicates);
  }
}

const UNRANGED = new Set<number>([Rank.array, Rank.minKey, Rank.maxKey, Rank.regex, Rank.undefined]);

function addRange(
  base: { path: string; group: ItemGroup | undefined; condition: Document },
  lower: Bound | undefined,
  upper: Bound | undefined,
  predicates: Predicate[],
): void {
  const bound = lower ?? upper;
  const rank = rankOf(bound?.value);
  if (!bound || UNRANGED.has(rank)) return;
  if (rank === Rank.null) {
    if (bound.isInclusive) predicates.push({ ...base, kind: 'points', values: pointsOf(null) });
    return;
  }
  predicates.push({ ...base, kind: 'range', lower, upper });
}

function addRegex(
  path: string,
  pattern: Value,
  options: Value,
  group: ItemGroup | undefined,
  condition: Document,
  predicates: Predicate[],
): void {
  const prefix = literalPrefixOf(pattern, options);
  // A stored regular expression equals the pattern itself; a range of strings would miss it.
  if (prefix === undefined || prefix === '') {
    predicates.push({ path, group, condition, kind: 'other' });
    return;
  }
  predicates.push({
    path,
    group,
    condition,
    kind: 'range',
    lower: { value: prefix, isInclusive: true },
    upper: { value: `${prefix}\u{10ffff}`, isInclusive: false },
  });
}

function readElementMatch(path: string, operand: Value, predicates: Predicate[]): void {
  if (!isDocument(operand)) return;
  const [first] = Object.keys(operand);
  const isAboutItem = first?.startsWith('$') === true && first !== '$and' && first !== '$or' && first !== '$nor';
  const group = { isAboutItem };
  if (isAboutItem) {
    readCondition(path, operand, group, predicates);
    return;
  }
  const inner: FilterShape = { predicates: [], alternatives: [] };
  readClauses(operand, {}, inner);
  for (const predicate of inner.predicates) {
    // `exists: false` and null inside an item are not what the whole path being missing means, but the keys are the same.
    predicates.push({ ...predicate, path: `${path}.${predicate.path}`, group });
  }
}
