/** Collection or index number, at the start of every key. */
const OWNER_BYTES = 4;
/** Record numbers have 48 bits: more documents than fit on a disk. */
export const RECORD_ID_BYTES = 6;

/** The start of all keys of a collection or an index. */
export function ownerPrefix(owner: number): Buffer {
  const prefix = Buffer.allocUnsafe(OWNER_BYTES);
  prefix.writeUInt32BE(owner, 0);
  return prefix;
}

/** The key of a document. */
export function recordKey(owner: number, recordId: number): Buffer {
  const key = Buffer.allocUnsafe(OWNER_BYTES + RECORD_ID_BYTES);
  key.writeUInt32BE(owner, 0);
  key.writeUIntBE(recordId, OWNER_BYTES, RECORD_ID_BYTES);
  return key;
}

/** The record number in the key of a document. */
export function recordIdOf(key: Buffer): number {
  return key.readUIntBE(OWNER_BYTES, RECORD_ID_BYTES);
}

/** A record number as the value of an index entry. */
export function encodeRecordId(recordId: number): Buffer {
  const bytes = Buffer.allocUnsafe(RECORD_ID_BYTES);
  bytes.writeUIntBE(recordId, 0, RECORD_ID_BYTES);
  return bytes;
}

/** Reads what encodeRecordId wrote. */
export function decodeRecordId(bytes: Buffer): number {
  return bytes.readUIntBE(0, RECORD_ID_BYTES);
}
