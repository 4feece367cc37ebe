import { Long } from 'bson';
import type { OpenCursor } from './cursor-registry.js';
import { encodeDocument } from './engine/values/encode.js';
import type { Store } from './store.js';

/** MongoDB's default for the first answer, and its limit on the bytes of any. */
const FIRST_BATCH_DEFAULT = 101;
const BATCH_BYTES_MAX = 16 * 1024 * 1024;
/** MongoDB fills an answer to its bytes. One thread serves everybody here: they wait no longer than this many documents take. */
const NEXT_BATCH_MAX = 5_000;

/** Answers with the first documents of a read, and keeps a cursor when there are more. */
export function firstBatch(
  store: Store,
  namespace: string,
  documents: Iterator<Buffer>,
  batchSize: number | undefined,
  isSingleBatch: boolean,
): Buffer {
  const cursor: OpenCursor = { id: 0n, namespace, documents, held: undefined, usedAt: 0 };
  const { batch, isDone } = takeBatch(cursor, batchSize ?? FIRST_BATCH_DEFAULT);
  if (isDone || isSingleBatch) return encodeCursorReply('firstBatch', namespace, 0n, batch);
  const open = store.cursors.open(namespace, documents);
  open.held = cursor.held;
  return encodeCursorReply('firstBatch', namespace, open.id, batch);
}

/** Answers with the next documents of a cursor. */
export function nextBatch(store: Store, cursor: OpenCursor, batchSize: number | undefined): Buffer {
  const { batch, isDone } = takeBatch(cursor, Math.min(batchSize || NEXT_BATCH_MAX, NEXT_BATCH_MAX));
  if (isDone) store.cursors.close(cursor.id);
  return encodeCursorReply('nextBatch', cursor.namespace, isDone ? 0n : cursor.id, batch);
}

function takeBatch(cursor: OpenCursor, size: number): { batch: Buffer[]; isDone: boolean } {
  const batch: Buffer[] = [];
  let bytes = 0;
  for (;;) {
    const next = cursor.held ?? read(cursor.documents);
    cursor.held = next;
    if (!next) return { batch, isDone: true };
    if (batch.length >= size || (batch.length > 0 && bytes + next.length > BATCH_BYTES_MAX))
      return { batch, isDone: false };
    batch.push(next);
    bytes += next.length;
    cursor.held = undefined;
  }
}

function read(documents: Iterator<Buffer>): Buffer | undefined {
  const next = documents.next();
  return next.done ? undefined : next.value;
}

const TYPE_DOCUMENT = 3;
const TYPE_ARRAY = 4;
const END = Buffer.alloc(1);

/** Puts the raw documents into the answer without decoding them. */
function encodeCursorReply(batchName: string, namespace: string, id: bigint, batch: Buffer[]): Buffer {
  const array = wrap(batch.flatMap((raw, at) => [Buffer.from(`\x03${at}\0`, 'latin1'), raw]));
  const rest = encodeDocument({ id: Long.fromBigInt(id), ns: namespace });
  const cursor = wrap([elementHead(TYPE_ARRAY, batchName), array, rest.subarray(4, -1)]);
  const ok = encodeDocument({ ok: OK });
  return wrap([elementHead(TYPE_DOCUMENT, 'cursor'), cursor, ok.subarray(4, -1)]);
}

/** MongoDB answers ok as a double. */
const OK = 1;

function elementHead(type: number, name: string): Buffer {
  return Buffer.from(`${String.fromCharCode(type)}${name}\0`, 'latin1');
}

function wrap(parts: Buffer[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 5);
  const head = Buffer.alloc(4);
  head.writeInt32LE(length, 0);
  return Buffer.concat([head, ...parts, END], length);
}
