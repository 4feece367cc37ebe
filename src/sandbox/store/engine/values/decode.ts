import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  DBRef,
  Decimal128,
  Double,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from 'bson';
import { setField, type Document, type Value } from './document.js';
import { BsonType, skipValue } from './elements.js';
import { StoreError } from './errors.js';

const INT32_MIN = -2147483648;
const INT32_MAX = 2147483647;
/** MongoDB's limit on the nesting of documents. */
const NESTING_MAX = 180;

/**
 * Decodes a raw document so that encoding it again gives the same bytes: an int32 is a number, an int64 is a Long, and a
 * double is a number, except where a number would come back as an int32; such a double is a Double.
 * With `wanted`, only these top-level fields are decoded: reading two fields of a large document costs little.
 */
export function decodeDocument(bytes: Buffer, wanted?: ReadonlySet<string>): Document {
  return decodeObject(bytes, 0, wanted, 0);
}

/** Decodes the embedded value of one raw element. */
export function decodeElement(bytes: Buffer, type: number, at: number): Value {
  return decodeValue(bytes, type, at, 0);
}

function decodeObject(bytes: Buffer, offset: number, wanted: ReadonlySet<string> | undefined, depth: number): Document {
  if (depth > NESTING_MAX) throw new StoreError(15, `Documents may be nested ${NESTING_MAX} levels deep at most`);
  const document: Document = {};
  const last = offset + bytes.readInt32LE(offset) - 1;
  if (last >= bytes.length) throw new StoreError(22, 'A BSON document reaches beyond the end of its message');
  const lengths = wanted && lengthsOf(wanted);
  let at = offset + 4;
  let left = wanted?.size ?? Infinity;
  while (at < last && left > 0) {
    const type = bytes[at] ?? 0;
    const nameStart = at + 1;
    const nameEnd = endOfName(bytes, nameStart);
    const valueStart = nameEnd + 1;
    at = skipValue(bytes, type, valueStart);
    if (lengths && !lengths.has(nameEnd - nameStart)) continue;
    const name = readName(bytes, nameStart, nameEnd);
    if (wanted && !wanted.has(name)) continue;
    setField(document, name, decodeValue(bytes, type, valueStart, depth));
    left -= 1;
  }
  return document;
}

const knownLengths = new WeakMap<ReadonlySet<string>, ReadonlySet<number>>();

/** How many bytes the wanted names have: a name of another length need not be read. */
function lengthsOf(wanted: ReadonlySet<string>): ReadonlySet<number> {
  const known = knownLengths.get(wanted);
  if (known) return known;
  const lengths = new Set([...wanted].map((name) => Buffer.byteLength(name)));
  knownLengths.set(wanted, lengths);
  return lengths;
}

function endOfName(bytes: Buffer, at: number): number {
  let end = at;
  while (bytes[end] !== 0) {
    end += 1;
    if (end >= bytes.length) throw new StoreError(22, 'A BSON field name does not end');
  }
  return end;
}

/** Short plain names are built here: crossing into native code costs more than they do. */
const SHORT_NAME_MAX = 16;

function readName(bytes: Buffer, start: number, end: number): string {
  if (end - start > SHORT_NAME_MAX) return bytes.toString('utf8', start, end);
  let name = '';
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte > 127) return bytes.toString('utf8', start, end);
    name += String.fromCharCode(byte);
  }
  return name;
}

function decodeArray(bytes: Buffer, offset: number, depth: number): Value[] {
  if (depth > NESTING_MAX) throw new StoreError(15, `Documents may be nested ${NESTING_MAX} levels deep at most`);
  const values: Value[] = [];
  const last = offset + bytes.readInt32LE(offset) - 1;
  let at = offset + 4;
  while (at < last) {
    const type = bytes[at] ?? 0;
    const valueStart = endOfName(bytes, at + 1) + 1;
    values.push(decodeValue(bytes, type, valueStart, depth));
    at = skipValue(bytes, type, valueStart);
  }
  return values;
}

function decodeValue(bytes: Buffer, type: number, at: number, depth: number): Value {
  switch (type) {
    case BsonType.double:
      return decodeDouble(bytes.readDoubleLE(at));
    case BsonType.string:
      return readString(bytes, at);
    case BsonType.object:
      return decodeObject(bytes, at, undefined, depth + 1);
    case BsonType.array:
      return decodeArray(bytes, at, depth + 1);
    case BsonType.binary:
      return decodeBinary(bytes, at);
    case BsonType.undefined:
      return undefined;
    case BsonType.objectId:
      return new ObjectId(Uint8Array.prototype.slice.call(bytes, at, at + 12));
    case BsonType.boolean:
      return bytes[at] === 1;
    case BsonType.date:
      return new Date(Number(bytes.readBigInt64LE(at)));
    case BsonType.null:
      return null;
    case BsonType.regex:
      return decodeRegex(bytes, at);
    case BsonType.dbPointer: {
      const length = bytes.readInt32LE(at);
      const id = bytes.subarray(at + 4 + length, at + 4 + length + 12);
      return new DBRef(readString(bytes, at), new ObjectId(Uint8Array.prototype.slice.call(id)));
    }
    case BsonType.code:
      return new Code(readString(bytes, at));
    case BsonType.symbol:
      return new BSONSymbol(readString(bytes, at));
    case BsonType.codeWithScope: {
      const length = bytes.readInt32LE(at + 4);
      return new Code(readString(bytes, at + 4), decodeObject(bytes, at + 8 + length, undefined, depth + 1));
    }
    case BsonType.int32:
      return bytes.readInt32LE(at);
    case BsonType.timestamp:
      return new Timestamp(bytes.readBigUInt64LE(at));
    case BsonType.int64:
      return new Long(bytes.readInt32LE(at), bytes.readInt32LE(at + 4));
    case BsonType.decimal:
      return new Decimal128(Uint8Array.prototype.slice.call(bytes, at, at + 16));
    case BsonType.minKey:
      return new MinKey();
    case BsonType.maxKey:
      return new MaxKey();
    default:
      throw new StoreError(22, `Unrecognized BSON type 0x${type.toString(16)}`);
  }
}

function decodeDouble(value: number): Value {
  const wouldBeInt32 = value >= INT32_MIN && value <= INT32_MAX && Number.isInteger(value) && !Object.is(value, -0);
  return wouldBeInt32 ? new Double(value) : value;
}

function readString(bytes: Buffer, at: number): string {
  return bytes.toString('utf8', at + 4, at + 4 + bytes.readInt32LE(at) - 1);
}

/** Subtype 2, the old binary form, repeats its length inside. */
const BINARY_SUBTYPE_OLD = 2;

function decodeBinary(bytes: Buffer, at: number): Binary {
  const length = bytes.readInt32LE(at);
  const subtype = bytes[at + 4] ?? 0;
  const from = subtype === BINARY_SUBTYPE_OLD ? at + 9 : at + 5;
  return new Binary(Uint8Array.prototype.slice.call(bytes, from, at + 5 + length), subtype);
}

function decodeRegex(bytes: Buffer, at: number): BSONRegExp {
  const patternEnd = bytes.indexOf(0, at);
  const flagsEnd = bytes.indexOf(0, patternEnd + 1);
  return new BSONRegExp(bytes.toString('utf8', at, patternEnd), bytes.toString('utf8', patternEnd + 1, flagsEnd));
}
