import { createHash } from 'node:crypto';
import { Decimal128, Long, type Code, type ObjectId, type Timestamp } from 'bson';
import { asBinary, Rank, rankOf, regexText } from './compare.js';
import { isDocument, type Value } from './document.js';
import { compareNumbers, isNumberValue, toNumber, type NumberValue } from './numbers.js';

/** One field of an index key. */
export interface KeyPart {
  /** Bytes whose order is the order of values. */
  bytes: Buffer;
  /** Whether different values may share these bytes or sort wrongly against them. */
  isLossy: boolean;
}

/** Takes the place of the end of a key part that is too long; with it a hash still tells values apart. */
const HASH_BYTES = 16;

/** The byte of the type and the double. */
const NUMBER_PREFIX_BYTES = 9;

/**
 * Encodes a value so that the bytes of two values compare as MongoDB compares the values. A value longer than `bytesMax` is
 * cut and ends in a hash: equal values stay equal, but the order among values that share the cut prefix is lost.
 */
export function encodeKeyPart(value: Value, bytesMax: number, isDescending: boolean): KeyPart {
  const writer = new KeyWriter();
  writer.value(value);
  const full = writer.bytes();
  const isCut = full.length > bytesMax;
  const bytes = isCut ? cut(full, bytesMax) : full;
  return { bytes: isDescending ? complement(bytes) : bytes, isLossy: isCut || writer.isLossy };
}

/**
 * The bytes at which a range that starts or ends at a value has to start or end. Where keys may have been cut the bound is a
 * prefix of all of them, and `isExact` is false: the range then includes more than it must.
 */
export function encodeKeyBound(
  value: Value,
  bytesMax: number,
  isDescending: boolean,
): { bytes: Buffer; isExact: boolean } {
  const writer = new KeyWriter();
  writer.value(value);
  const full = writer.bytes();
  // Numbers of different kinds may share a double, and are told apart only by what follows it.
  const kept = isNumberValue(value) ? NUMBER_PREFIX_BYTES : bytesMax - HASH_BYTES;
  const isExact = full.length <= kept;
  const bytes = isExact ? full : full.subarray(0, kept);
  return { bytes: isDescending ? complement(bytes) : bytes, isExact };
}

/** The first byte of every value of this rank. */
export function rankByte(rank: number, isDescending: boolean): number {
  return isDescending ? 0xff - rank : rank;
}

function cut(full: Buffer, bytesMax: number): Buffer {
  const hash = createHash('sha256').update(full).digest().subarray(0, HASH_BYTES);
  return Buffer.concat([full.subarray(0, bytesMax - HASH_BYTES), hash]);
}

function complement(bytes: Buffer): Buffer {
  const flipped = Buffer.allocUnsafe(bytes.length);
  for (let at = 0; at < bytes.length; at += 1) flipped[at] = 0xff - (bytes[at] ?? 0);
  return flipped;
}

/** Ends a list of elements; below every rank, so that a shorter list sorts first. */
const LIST_END = 0;
const SIGN_BIT = 0x80;
const WRITER_BYTES_START = 32;

class KeyWriter {
  isLossy = false;
  private buffer = Buffer.allocUnsafe(WRITER_BYTES_START);
  private length = 0;

  bytes(): Buffer {
    return this.buffer.subarray(0, this.length);
  }

  value(value: Value): void {
    const rank = rankOf(value);
    this.byte(rank);
    this.payload(rank, value);
  }

  private payload(rank: number, value: Value): void {
    switch (rank) {
      case Rank.number:
        if (isNumberValue(value)) this.number(value);
        break;
      case Rank.string:
        this.text(String(value));
        break;
      case Rank.object:
        if (isDocument(value)) this.fields(value);
        break;
      case Rank.array:
        for (const item of value as Value[]) this.value(item);
        this.byte(LIST_END);
        break;
      case Rank.binary:
        this.binary(value);
        break;
      case Rank.objectId:
        this.raw((value as ObjectId).id);
        break;
      case Rank.boolean:
        this.byte(value === true ? 1 : 0);
        break;
      case Rank.date:
        this.signed(BigInt(Number(value)));
        break;
      case Rank.timestamp: {
        const at = this.reserve(8);
        this.buffer.writeBigUInt64BE(BigInt.asUintN(64, (value as Timestamp).toBigInt()), at);
        break;
      }
      case Rank.regex:
        this.text(regexText(value));
        break;
      case Rank.code:
      case Rank.codeWithScope:
        this.text((value as Code).code);
        break;
      case Rank.dbPointer:
        this.text(JSON.stringify(value));
        break;
      default:
    }
  }

  private fields(document: Record<string, Value>): void {
    for (const name of Object.keys(document)) {
      const value = document[name];
      const rank = rankOf(value);
      this.byte(rank);
      this.text(name);
      this.payload(rank, value);
    }
    this.byte(LIST_END);
  }

  /** A double in byte order, then how far an int64 lies from it. */
  private number(value: NumberValue): void {
    const double = toNumber(value);
    const at = this.reserve(8);
    if (Number.isNaN(double)) {
      this.buffer.fill(0, at, at + 8);
    } else {
      this.buffer.writeDoubleBE(double === 0 ? 0 : double, at);
      const first = this.buffer[at] ?? 0;
      if (first & SIGN_BIT) {
        for (let index = at; index < at + 8; index += 1) this.buffer[index] = 0xff - (this.buffer[index] ?? 0);
      } else {
        this.buffer[at] = first | SIGN_BIT;
      }
    }
    if (isInexactDecimal(value, double)) {
      this.isLossy = true;
      const marker = this.reserve(2);
      this.buffer.writeUInt16BE(DECIMAL_FOLLOWS, marker);
      this.text(decimalText(value));
      return;
    }
    const distance = value instanceof Long ? Number(value.toBigInt() - BigInt(double)) : 0;
    const tail = this.reserve(2);
    this.buffer.writeUInt16BE(distance + DISTANCE_ZERO, tail);
  }

  private binary(value: Value): void {
    const { bytes, subtype } = asBinary(value);
    const at = this.reserve(4);
    this.buffer.writeUInt32BE(bytes.length, at);
    this.byte(subtype);
    this.raw(bytes);
  }

  private signed(value: bigint): void {
    const at = this.reserve(8);
    this.buffer.writeBigInt64BE(value, at);
    this.buffer[at] = (this.buffer[at] ?? 0) ^ SIGN_BIT;
  }

  /** UTF-8 with zero bytes escaped, ended by two zero bytes. */
  private text(text: string): void {
    const bytes = Buffer.from(text, 'utf8');
    if (!bytes.includes(0)) {
      this.raw(bytes);
    } else {
      for (const byte of bytes) {
        this.byte(byte);
        if (byte === 0) this.byte(0xff);
      }
    }
    this.byte(0);
    this.byte(0);
  }

  private byte(byte: number): void {
    const at = this.reserve(1);
    this.buffer[at] = byte;
  }

  private raw(bytes: Uint8Array): void {
    const at = this.reserve(bytes.length);
    this.buffer.set(bytes, at);
  }

  private reserve(count: number): number {
    const at = this.length;
    this.length += count;
    if (this.length > this.buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.length, this.buffer.length * 2));
      this.buffer.copy(larger);
      this.buffer = larger;
    }
    return at;
  }
}

/** Doubles near 2^63 are 1,024 apart, so an int64 lies at most 512 from its double. */
const DISTANCE_ZERO = 0x8000;

/** In place of a distance: the text of a decimal that no double holds follows. */
const DECIMAL_FOLLOWS = 0xffff;

function isInexactDecimal(value: NumberValue, double: number): value is Decimal128 {
  return value instanceof Decimal128 && Number.isFinite(double) && compareNumbers(value, double) !== 0;
}

/** One text for all decimals of the same value: digits without zeros at the end, and an exponent. */
function decimalText(value: Decimal128): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:E([+-]?\d+))?$/i.exec(value.toString());
  if (!match) return value.toString();
  const [, sign = '', whole = '', part = '', exponent = '0'] = match;
  const digits = (whole + part).replace(/^0+(?=\d)/, '');
  const short = digits.replace(/0+$/, '');
  return `${sign}${short}E${Number(exponent) - part.length + digits.length - short.length}`;
}
