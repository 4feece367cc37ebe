import { serialize } from 'bson';
import type { Document } from './document.js';
import { StoreError } from './errors.js';

/** MongoDB's limit for one document: 16 MB. */
export const DOCUMENT_BYTES_MAX = 16 * 1024 * 1024;

/** The BSON bytes of a document. */
export function encodeDocument(document: Document): Buffer {
  const bytes = serializeWithinLimit(document);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function serializeWithinLimit(document: Document): Uint8Array {
  try {
    return serialize(document, { ignoreUndefined: true });
  } catch (cause) {
    // bson writes into a buffer of 17 MB and fails at its end: whatever does not fit is beyond MongoDB's limit as well.
    if (isOutOfRange(cause)) throw new StoreError(10334, 'BSONObj size is invalid: it is beyond 16MB');
    throw cause;
  }
}

function isOutOfRange(cause: unknown): boolean {
  return (cause as { name?: unknown }).name === 'RangeError';
}

/** The BSON bytes of a document that is to be stored; refuses what is larger than MongoDB allows. */
export function encodeForStorage(document: Document): Buffer {
  const bytes = encodeDocument(document);
  assertStorable(bytes);
  return bytes;
}

/** Refuses a raw document that is larger than MongoDB allows. */
export function assertStorable(bytes: Buffer): void {
  if (bytes.length <= DOCUMENT_BYTES_MAX) return;
  throw new StoreError(
    10334,
    `BSONObj size: ${bytes.length} (0x${bytes.length.toString(16).toUpperCase()}) is invalid. Size must be between 0 and 16793600(16MB)`,
  );
}
