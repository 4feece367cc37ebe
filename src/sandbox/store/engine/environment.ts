import { open, type Database, type RootDatabase } from 'lmdb';

type BinaryDatabase = Database<Buffer, Buffer>;

/** An entry of a range, in key order. */
export interface Entry {
  key: Buffer;
  value: Buffer;
}

interface PendingWrite {
  run(): unknown;
  settle(): void;
  resolve(value: unknown): void;
  reject(reason: unknown): void;
}

/** Writes that share one transaction at most; bounds how long readers wait. */
const WRITES_PER_TRANSACTION_MAX = 512;

/** Address space that the data may grow into; LMDB reserves it and takes disk space only as it is used. */
const MAP_BYTES_START = 1024 * 1024 * 1024;

/**
 * The LMDB files, and the one queue of writes. Writes that arrive together share a transaction and a commit; the promise of a
 * write resolves after its commit, so what was acknowledged survives the end of the process.
 */
export class Environment {
  readonly documents: BinaryDatabase;
  readonly entries: BinaryDatabase;
  readonly catalog: BinaryDatabase;
  private readonly root: RootDatabase<Buffer, Buffer>;
  private queue: PendingWrite[] = [];
  private isScheduled = false;
  private isClosed = false;

  /** With `flushEachCommit` every commit waits for the disk, which also guards against loss of power. */
  constructor(path: string, flushEachCommit: boolean) {
    const binary = { keyEncoding: 'binary', encoding: 'binary' } as const;
    this.root = open<Buffer, Buffer>({
      path,
      maxDbs: 4,
      noSync: !flushEachCommit,
      mapSize: MAP_BYTES_START,
      ...binary,
    });
    this.documents = this.root.openDB<Buffer, Buffer>({ name: 'documents', ...binary });
    this.entries = this.root.openDB<Buffer, Buffer>({ name: 'entries', ...binary });
    this.catalog = this.root.openDB<Buffer, Buffer>({ name: 'catalog', ...binary });
  }

  /**
   * Runs a write inside the next transaction. It has to throw before its first change or not at all, because the writes
   * around it are committed with it.
   */
  async write<Result>(run: () => Result): Promise<Result> {
    if (this.isClosed) throw new Error('The store is closed.');
    return new Promise<Result>((resolve, reject) => {
      this.queue.push({ run, settle: () => undefined, resolve, reject });
      this.schedule();
    });
  }

  private schedule(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    setImmediate(() => this.drain());
  }

  private drain(): void {
    this.isScheduled = false;
    const batch = this.queue.splice(0, WRITES_PER_TRANSACTION_MAX);
    if (this.queue.length > 0) this.schedule();
    try {
      this.root.transactionSync(() => batch.forEach(runOne));
    } catch (cause) {
      batch.forEach((write) => write.reject(cause));
      return;
    }
    batch.forEach((write) => write.settle());
  }

  /** Waits for the writes at hand and closes the files. */
  async close(): Promise<void> {
    if (this.isClosed) return;
    while (this.queue.length > 0) this.drain();
    this.isClosed = true;
    await this.root.flushed;
    await this.root.close();
  }
}

function runOne(write: PendingWrite): void {
  try {
    const result = write.run();
    write.settle = () => write.resolve(result);
  } catch (cause) {
    write.settle = () => write.reject(cause);
  }
}

/** Entries read at a time: few at first, because most readers want few. */
const CHUNK_START = 16;
const CHUNK_MAX = 1024;

/**
 * The entries from `start` (included) to `end` (excluded), or backwards. They are read in chunks, so that no LMDB cursor stays open
 * while a client takes its time; entries written meanwhile behind the current place are seen, as MongoDB's cursors do.
 */
export function* scanRange(database: BinaryDatabase, start: Buffer, end: Buffer, isReverse: boolean): Generator<Entry> {
  let low = start;
  let high = end;
  let chunk = CHUNK_START;
  for (;;) {
    const entries = readChunk(database, low, high, isReverse, chunk);
    yield* entries;
    const last = entries.at(-1);
    if (!last || entries.length < chunk) return;
    if (isReverse) high = last.key;
    else low = Buffer.concat([last.key, ZERO_BYTE]);
    chunk = Math.min(chunk * 4, CHUNK_MAX);
  }
}

const ZERO_BYTE = Buffer.alloc(1);

function readChunk(database: BinaryDatabase, low: Buffer, high: Buffer, isReverse: boolean, limit: number): Entry[] {
  const range = isReverse
    ? database.getRange({
        start: high,
        end: low,
        reverse: true,
        limit: limit,
        exclusiveStart: true,
        inclusiveEnd: true,
      })
    : database.getRange({ start: low, end: high, limit });
  const entries: Entry[] = [];
  for (const { key, value } of range) entries.push({ key, value });
  return entries;
}

/** How many keys lie in a range, counted no further than `limit`. */
export function countKeys(database: BinaryDatabase, start: Buffer, end: Buffer, limit: number): number {
  let count = 0;
  for (const _ of database.getKeys({ start, end, limit })) count += 1;
  return count;
}

/** The first key after all keys that start with these bytes. */
export function successor(prefix: Buffer): Buffer {
  let length = prefix.length;
  while (length > 0 && prefix[length - 1] === 0xff) length -= 1;
  const next = Buffer.from(prefix.subarray(0, length));
  if (length > 0) next[length - 1] = (next[length - 1] ?? 0) + 1;
  return next;
}
