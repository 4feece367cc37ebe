import { anyValue, type FieldTest } from './field-test.js';
import type { Value } from './values/document.js';
import { StoreError } from './values/errors.js';
import { isNumberValue, kindOf, toNumber } from './values/numbers.js';

const BITS_IN_MASK_MAX = 64n;

/** `$bitsAllSet` and its three relatives. */
export function compileBits(name: string, operand: Value): FieldTest {
  const mask = bitMask(name, operand);
  return anyValue((value) => {
    if (!isNumberValue(value) || !Number.isInteger(toNumber(value))) return false;
    const bits = BigInt.asUintN(
      Number(BITS_IN_MASK_MAX),
      BigInt(kindOf(value) === 'long' ? String(value) : toNumber(value)),
    );
    const common = bits & mask;
    if (name === '$bitsAllSet') return common === mask;
    if (name === '$bitsAllClear') return common === 0n;
    return name === '$bitsAnySet' ? common !== 0n : common !== mask;
  });
}

function bitMask(name: string, operand: Value): bigint {
  if (isNumberValue(operand) && toNumber(operand) >= 0) return BigInt(Math.trunc(toNumber(operand)));
  if (!Array.isArray(operand)) throw new StoreError(2, `${name} takes an Array, a number, or a BinData`);
  return operand.reduce((mask: bigint, bit: Value) => {
    if (!isNumberValue(bit) || toNumber(bit) < 0) throw new StoreError(2, `bit positions must be >= 0 in ${name}`);
    return mask | (1n << BigInt(toNumber(bit)));
  }, 0n);
}
