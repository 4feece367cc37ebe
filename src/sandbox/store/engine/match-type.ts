import type { FieldTest } from './field-test.js';
import { Rank, rankOf } from './values/compare.js';
import type { Value } from './values/document.js';
import { StoreError } from './values/errors.js';
import { isNumberValue, kindOf, toNumber } from './values/numbers.js';

const TYPE_NAMES: Record<string, number> = {
  double: 1,
  string: 2,
  object: 3,
  array: 4,
  binData: 5,
  undefined: 6,
  objectId: 7,
  bool: 8,
  date: 9,
  null: 10,
  regex: 11,
  dbPointer: 12,
  javascript: 13,
  symbol: 14,
  javascriptWithScope: 15,
  int: 16,
  timestamp: 17,
  long: 18,
  decimal: 19,
  minKey: -1,
  maxKey: 127,
};
const NUMBER_TYPES = [1, 16, 18, 19];
const TYPE_OF_KIND = { int: 16, long: 18, double: 1, decimal: 19 };
const TYPE_OF_RANK = new Map<number, number>([
  [Rank.minKey, -1],
  [Rank.undefined, 6],
  [Rank.null, 10],
  [Rank.string, 2],
  [Rank.object, 3],
  [Rank.array, 4],
  [Rank.binary, 5],
  [Rank.objectId, 7],
  [Rank.boolean, 8],
  [Rank.date, 9],
  [Rank.timestamp, 17],
  [Rank.regex, 11],
  [Rank.dbPointer, 12],
  [Rank.code, 13],
  [Rank.codeWithScope, 15],
  [Rank.maxKey, 127],
]);

/** `$type`: by name or number, of a value or of an item of an array. */
export function compileType(operand: Value): FieldTest {
  const wanted = new Set((Array.isArray(operand) ? (operand as Value[]) : [operand]).flatMap(typeCodes));
  const hasType = (value: Value): boolean => value !== undefined && wanted.has(typeCodeOf(value));
  return (found) =>
    found.some(({ value }) => hasType(value) || (Array.isArray(value) && value.some((item: Value) => hasType(item))));
}

function typeCodes(operand: Value): number[] {
  if (operand === 'number') return NUMBER_TYPES;
  if (typeof operand === 'string') {
    const code = TYPE_NAMES[operand];
    if (code === undefined) throw new StoreError(2, `Unknown type name alias: ${operand}`);
    return [code];
  }
  if (!isNumberValue(operand)) throw new StoreError(14, 'type must be represented as a number or a string');
  const code = toNumber(operand);
  if (!Object.values(TYPE_NAMES).includes(code)) throw new StoreError(2, `Invalid numerical type code: ${code}`);
  return [code];
}

function typeCodeOf(value: Value): number {
  return isNumberValue(value) ? TYPE_OF_KIND[kindOf(value)] : (TYPE_OF_RANK.get(rankOf(value)) ?? 0);
}
