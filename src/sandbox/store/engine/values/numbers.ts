import { Decimal128, Double, Int32, Long, Timestamp } from 'bson';
import type { Value } from './document.js';
import { StoreError } from './errors.js';

/** A BSON number in any of its forms. */
export type NumberValue = number | Double | Int32 | Long | Decimal128;

/** MongoDB's names of the four kinds of number, by rising precedence in arithmetic. */
export type NumberKind = 'int' | 'long' | 'double' | 'decimal';

const INT32_MIN = -2147483648;
const INT32_MAX = 2147483647;
const KIND_ORDER: readonly NumberKind[] = ['int', 'long', 'double', 'decimal'];

/** Whether a value is a number of any kind. */
export function isNumberValue(value: Value): value is NumberValue {
  if (typeof value === 'number') return true;
  if (typeof value !== 'object' || value === null) return false;
  // bson's Timestamp extends Long, but is no number.
  if (value instanceof Long) return !(value instanceof Timestamp);
  return value instanceof Double || value instanceof Int32 || value instanceof Decimal128;
}

/** The kind a number has when it is stored. */
export function kindOf(value: NumberValue): NumberKind {
  if (typeof value === 'number') return fitsInt32(value) ? 'int' : 'double';
  if (value instanceof Double) return 'double';
  if (value instanceof Int32) return 'int';
  return value instanceof Long ? 'long' : 'decimal';
}

/** The nearest JavaScript number. */
export function toNumber(value: NumberValue): number {
  if (typeof value === 'number') return value;
  if (value instanceof Double || value instanceof Int32) return value.value;
  if (value instanceof Long) return value.toNumber();
  return Number(value.toString());
}

/** A number as a double that keeps its type when it is stored. */
export function asDouble(value: number): NumberValue {
  return fitsInt32(value) ? new Double(value) : value;
}

/** Compares numbers of any kinds by their exact value; NaN is below all others. */
export function compareNumbers(left: NumberValue, right: NumberValue): number {
  const a = toNumber(left);
  const b = toNumber(right);
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(b)) - Number(Number.isNaN(a));
  if (a !== b) return a < b ? -1 : 1;
  if (isPlain(left) && isPlain(right)) return 0;
  return compareExactly(left, right);
}

function isPlain(value: NumberValue): boolean {
  return typeof value === 'number' || value instanceof Double || value instanceof Int32;
}

/** Both sides round to the same double: compare them as fractions. */
function compareExactly(left: NumberValue, right: NumberValue): number {
  if (!Number.isFinite(toNumber(left))) return 0;
  const [leftTop, leftBottom] = fractionOf(left);
  const [rightTop, rightBottom] = fractionOf(right);
  const a = leftTop * rightBottom;
  const b = rightTop * leftBottom;
  return a === b ? 0 : a < b ? -1 : 1;
}

const DOUBLE_FRACTION_BITS = 1074n;

function fractionOf(value: NumberValue): [bigint, bigint] {
  if (value instanceof Long) return [value.toBigInt(), 1n];
  if (value instanceof Decimal128) return decimalFraction(value.toString());
  const number = toNumber(value);
  if (Number.isInteger(number)) return [BigInt(number), 1n];
  return [scaleDouble(number), 1n << DOUBLE_FRACTION_BITS];
}

/** A double times 2^1074, which is always whole. */
function scaleDouble(number: number): bigint {
  let top = number;
  let shift = DOUBLE_FRACTION_BITS;
  while (!Number.isInteger(top)) {
    top *= 2;
    shift -= 1n;
  }
  return BigInt(top) << shift;
}

function decimalFraction(text: string): [bigint, bigint] {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:E([+-]?\d+))?$/i.exec(text);
  if (!match) return [0n, 1n];
  const [, sign, whole = '0', part = '', exponentText = '0'] = match;
  const digits = BigInt(whole + part) * (sign === '-' ? -1n : 1n);
  const exponent = Number(exponentText) - part.length;
  return exponent >= 0 ? [digits * 10n ** BigInt(exponent), 1n] : [digits, 10n ** BigInt(-exponent)];
}

/** Adds as MongoDB does: int grows to long, long overflow is an error, a double makes the result a double. */
export function addNumbers(left: NumberValue, right: NumberValue): NumberValue {
  return combine(
    left,
    right,
    (a, b) => a + b,
    (a, b) => a + b,
  );
}

/** Multiplies with the same rules of types as addNumbers. */
export function multiplyNumbers(left: NumberValue, right: NumberValue): NumberValue {
  return combine(
    left,
    right,
    (a, b) => a * b,
    (a, b) => a * b,
  );
}

function combine(
  left: NumberValue,
  right: NumberValue,
  floating: (a: number, b: number) => number,
  whole: (a: bigint, b: bigint) => bigint,
): NumberValue {
  const kind = KIND_ORDER[Math.max(KIND_ORDER.indexOf(kindOf(left)), KIND_ORDER.indexOf(kindOf(right)))];
  if (kind === 'decimal') return combineDecimals(left, right, whole, floating);
  if (kind === 'double') return asDouble(floating(toNumber(left), toNumber(right)));
  const result = whole(BigInt(String(left)), BigInt(String(right)));
  if (kind === 'int' && fitsInt32(Number(result))) return Number(result);
  if (BigInt.asIntN(64, result) !== result) {
    throw new StoreError(2, `Failed to apply arithmetic: the result ${result} overflows a 64-bit integer`);
  }
  return Long.fromBigInt(result);
}

const DECIMAL_DIGITS_MAX = 34; // significant digits of an IEEE 754 decimal128

function combineDecimals(
  left: NumberValue,
  right: NumberValue,
  whole: (a: bigint, b: bigint) => bigint,
  floating: (a: number, b: number) => number,
): Decimal128 {
  const a = decimalParts(left);
  const b = decimalParts(right);
  if (!a || !b) return Decimal128.fromString(decimalText(floating(toNumber(left), toNumber(right))));
  const isProduct = whole(2n, 3n) === 6n;
  const exponent = isProduct ? a.exponent + b.exponent : Math.min(a.exponent, b.exponent);
  const align = (part: { digits: bigint; exponent: number }): bigint =>
    isProduct ? part.digits : part.digits * 10n ** BigInt(part.exponent - exponent);
  return Decimal128.fromStringWithRounding(`${trimDigits(whole(align(a), align(b)))}E${exponent}`);

  function trimDigits(value: bigint): string {
    return value.toString().slice(0, DECIMAL_DIGITS_MAX * DECIMAL_DIGITS_MAX);
  }
}

function decimalParts(value: NumberValue): { digits: bigint; exponent: number } | undefined {
  const text = value instanceof Decimal128 ? value.toString() : decimalText(toNumberText(value));
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:E([+-]?\d+))?$/i.exec(text);
  if (!match) return undefined;
  const [, sign, whole = '0', part = '', exponent = '0'] = match;
  return { digits: BigInt(whole + part) * (sign === '-' ? -1n : 1n), exponent: Number(exponent) - part.length };
}

function toNumberText(value: NumberValue): number | bigint {
  return value instanceof Long ? value.toBigInt() : toNumber(value);
}

function decimalText(value: number | bigint): string {
  return String(value).replace('e', 'E');
}

function fitsInt32(value: number): boolean {
  return Number.isInteger(value) && value >= INT32_MIN && value <= INT32_MAX && !Object.is(value, -0);
}
