import { StoreError } from './errors.js';

/** BSON element types, from the BSON specification. */
export const BsonType = {
  double: 1,
  string: 2,
  object: 3,
  array: 4,
  binary: 5,
  undefined: 6,
  objectId: 7,
  boolean: 8,
  date: 9,
  null: 10,
  regex: 11,
  dbPointer: 12,
  code: 13,
  symbol: 14,
  codeWithScope: 15,
  int32: 16,
  timestamp: 17,
  int64: 18,
  decimal: 19,
  minKey: 255,
  maxKey: 127,
} as const;

/** Where one element of a raw document lies. */
export interface RawElement {
  type: number;
  name: string;
  /** Offset of the type byte. */
  start: number;
  /** Offset of the value. */
  valueStart: number;
  /** Offset just after the value. */
  end: number;
}

/** The offset just after the value of a type that starts at `at`. */
export function skipValue(bytes: Buffer, type: number, at: number): number {
  switch (type) {
    case BsonType.double:
    case BsonType.date:
    case BsonType.timestamp:
    case BsonType.int64:
      return at + 8;
    case BsonType.string:
    case BsonType.code:
    case BsonType.symbol:
      return at + 4 + bytes.readInt32LE(at);
    case BsonType.object:
    case BsonType.array:
    case BsonType.codeWithScope:
      return at + bytes.readInt32LE(at);
    case BsonType.binary:
      return at + 5 + bytes.readInt32LE(at);
    case BsonType.undefined:
    case BsonType.null:
    case BsonType.minKey:
    case BsonType.maxKey:
      return at;
    case BsonType.objectId:
      return at + 12;
    case BsonType.boolean:
      return at + 1;
    case BsonType.regex:
      return bytes.indexOf(0, bytes.indexOf(0, at) + 1) + 1;
    case BsonType.dbPointer:
      return at + 4 + bytes.readInt32LE(at) + 12;
    case BsonType.int32:
      return at + 4;
    case BsonType.decimal:
      return at + 16;
    default:
      throw new StoreError(22, `Unrecognized BSON type 0x${type.toString(16)}`);
  }
}

/** The elements of the raw document that starts at `offset`, without decoding their values. */
export function* elementsOf(bytes: Buffer, offset = 0): Generator<RawElement> {
  const last = offset + bytes.readInt32LE(offset) - 1;
  let at = offset + 4;
  while (at < last) {
    const start = at;
    const type = bytes[at] ?? 0;
    const nameEnd = bytes.indexOf(0, at + 1);
    const name = bytes.toString('utf8', at + 1, nameEnd);
    const valueStart = nameEnd + 1;
    at = skipValue(bytes, type, valueStart);
    if (at > last) throw new StoreError(22, 'A BSON value reaches beyond the end of its document');
    yield { type, name, start, valueStart, end: at };
  }
}

/** The named top-level element, if the document has it. */
export function findElement(bytes: Buffer, name: string): RawElement | undefined {
  for (const element of elementsOf(bytes)) if (element.name === name) return element;
  return undefined;
}

/** The documents of a raw array, as slices that share its memory. */
export function rawDocumentsOf(bytes: Buffer, element: RawElement): Buffer[] {
  const documents: Buffer[] = [];
  for (const item of elementsOf(bytes, element.valueStart)) {
    if (item.type !== BsonType.object) throw new StoreError(14, `Field '${element.name}' must hold only documents`);
    documents.push(bytes.subarray(item.valueStart, item.end));
  }
  return documents;
}
