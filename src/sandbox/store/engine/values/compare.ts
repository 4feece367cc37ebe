import { Binary, BSONRegExp, BSONSymbol, Code, DBRef, MaxKey, MinKey, ObjectId, Timestamp } from 'bson';
import { isDocument, type Document, type Value } from './document.js';
import { compareNumbers, isNumberValue } from './numbers.js';

/** MongoDB's order of types when values of different types are compared. */
export const Rank = {
  minKey: 1,
  undefined: 3,
  null: 5,
  number: 10,
  string: 15,
  object: 20,
  array: 25,
  binary: 30,
  objectId: 35,
  boolean: 40,
  date: 45,
  timestamp: 47,
  regex: 50,
  dbPointer: 55,
  code: 60,
  codeWithScope: 65,
  maxKey: 127,
} as const;

/** The place of a value's type in MongoDB's order of types. */
export function rankOf(value: Value): number {
  switch (typeof value) {
    case 'number':
      return Rank.number;
    case 'string':
      return Rank.string;
    case 'boolean':
      return Rank.boolean;
    case 'undefined':
      return Rank.undefined;
    default:
      return value === null ? Rank.null : rankOfObject(value);
  }
}

function rankOfObject(value: Value): number {
  if (value instanceof ObjectId) return Rank.objectId;
  if (value instanceof Date) return Rank.date;
  if (Array.isArray(value)) return Rank.array;
  if (isDocument(value)) return Rank.object;
  if (isNumberValue(value)) return Rank.number;
  if (value instanceof Binary || value instanceof Uint8Array) return Rank.binary;
  if (value instanceof Timestamp) return Rank.timestamp;
  if (value instanceof BSONRegExp || value instanceof RegExp) return Rank.regex;
  if (value instanceof MinKey) return Rank.minKey;
  if (value instanceof MaxKey) return Rank.maxKey;
  if (value instanceof BSONSymbol) return Rank.string;
  if (value instanceof Code) return value.scope ? Rank.codeWithScope : Rank.code;
  if (value instanceof DBRef) return Rank.dbPointer;
  return Rank.object;
}

/** Compares two values in MongoDB's total order; a missing value and null are equal here, as in sorting. */
export function compareValues(left: Value, right: Value): number {
  if (typeof left === 'number' && typeof right === 'number') return compareNumbers(left, right);
  if (typeof left === 'string' && typeof right === 'string') return compareStrings(left, right);
  const rank = rankOf(left);
  const otherRank = rankOf(right);
  if (rank !== otherRank) return rank < otherRank ? -1 : 1;
  switch (rank) {
    case Rank.number:
      return isNumberValue(left) && isNumberValue(right) ? compareNumbers(left, right) : 0;
    case Rank.string:
      return compareStrings(String(left), String(right));
    case Rank.object:
      return compareDocuments(left as Document, right as Document);
    case Rank.array:
      return compareArrays(left as Value[], right as Value[]);
    case Rank.binary:
      return compareBinaries(asBinary(left), asBinary(right));
    case Rank.objectId:
      return Buffer.compare((left as ObjectId).id, (right as ObjectId).id);
    case Rank.boolean:
      return Number(left) - Number(right);
    case Rank.date:
      return Math.sign(Number(left) - Number(right));
    case Rank.timestamp:
      return (left as Timestamp).compare(right as Timestamp);
    case Rank.regex:
      return compareStrings(regexText(left), regexText(right));
    case Rank.code:
    case Rank.codeWithScope:
      return compareStrings((left as Code).code, (right as Code).code);
    case Rank.dbPointer:
      return compareStrings(JSON.stringify(left), JSON.stringify(right));
    default:
      return 0;
  }
}

/** Whether two values are equal in MongoDB's sense: 1 equals 1.0, the order of fields matters. */
export function equalValues(left: Value, right: Value): boolean {
  return left === right || compareValues(left, right) === 0;
}

/** Compares strings by code point, as MongoDB's binary comparison of UTF-8 does. */
export function compareStrings(left: string, right: string): number {
  if (left === right) return 0;
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at += 1) {
    const a = left.charCodeAt(at);
    const b = right.charCodeAt(at);
    if (a !== b) return codePointRank(a) < codePointRank(b) ? -1 : 1;
  }
  return left.length < right.length ? -1 : 1;
}

/** UTF-16 puts surrogates below U+E000 to U+FFFF, UTF-8 above them. */
function codePointRank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x10000 : unit;
}

/** The name of each document order: type of the field first, then its name, then its value. */
function compareDocuments(left: Document, right: Document): number {
  const names = Object.keys(left);
  const otherNames = Object.keys(right);
  const length = Math.min(names.length, otherNames.length);
  for (let at = 0; at < length; at += 1) {
    const name = names[at] ?? '';
    const otherName = otherNames[at] ?? '';
    const order =
      Math.sign(rankOf(left[name]) - rankOf(right[otherName])) ||
      compareStrings(name, otherName) ||
      compareValues(left[name], right[otherName]);
    if (order !== 0) return order;
  }
  return Math.sign(names.length - otherNames.length);
}

function compareArrays(left: Value[], right: Value[]): number {
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at += 1) {
    const order = compareValues(left[at], right[at]);
    if (order !== 0) return order;
  }
  return Math.sign(left.length - right.length);
}

/** The bytes and subtype of a binary value. */
export function asBinary(value: Value): { bytes: Buffer; subtype: number } {
  if (value instanceof Binary) return { bytes: Buffer.from(value.value()), subtype: value.sub_type };
  return { bytes: Buffer.from(value as Uint8Array), subtype: 0 };
}

function compareBinaries(left: { bytes: Buffer; subtype: number }, right: { bytes: Buffer; subtype: number }): number {
  return (
    Math.sign(left.bytes.length - right.bytes.length) ||
    Math.sign(left.subtype - right.subtype) ||
    Buffer.compare(left.bytes, right.bytes)
  );
}

/** The pattern and flags of a regular expression, joined so that they compare in this order. */
export function regexText(value: Value): string {
  if (value instanceof BSONRegExp) return `${value.pattern}\0${value.options}`;
  return value instanceof RegExp ? `${value.source}\0${value.flags}` : '';
}
