import { StoreError } from './engine/values/errors.js';

/** A read that goes on: raw documents, made as they are asked for. */
export interface OpenCursor {
  id: bigint;
  namespace: string;
  documents: Iterator<Buffer>;
  /** A document already read that did not fit into the last answer. */
  held: Buffer | undefined;
  usedAt: number;
}

/** MongoDB closes a cursor that was not used for ten minutes. */
const IDLE_MILLISECONDS_MAX = 600_000;
const CURSORS_MAX = 1000; // per store; the one idle longest gives way
const FIRST_ID = 1_000_000_000_000n;

/** The cursors that clients have open. */
export class CursorRegistry {
  private readonly cursors = new Map<bigint, OpenCursor>();
  private nextId = FIRST_ID + BigInt(Math.floor(Math.random() * Number.MAX_SAFE_INTEGER));

  open(namespace: string, documents: Iterator<Buffer>): OpenCursor {
    this.closeIdle(Date.now() - IDLE_MILLISECONDS_MAX);
    const cursor: OpenCursor = { id: this.nextId, namespace, documents, held: undefined, usedAt: Date.now() };
    this.nextId += 1n;
    this.cursors.set(cursor.id, cursor);
    return cursor;
  }

  get size(): number {
    return this.cursors.size;
  }

  /** The cursor, marked as used. */
  use(id: bigint, namespace: string): OpenCursor {
    const cursor = this.cursors.get(id);
    if (!cursor) throw new StoreError(43, `cursor id ${id} not found`);
    if (cursor.namespace !== namespace) {
      throw new StoreError(
        13,
        `Requested getMore on namespace '${namespace}', but cursor belongs to a different namespace ${cursor.namespace}`,
      );
    }
    cursor.usedAt = Date.now();
    this.cursors.delete(id);
    this.cursors.set(id, cursor);
    return cursor;
  }

  /** Closes a cursor; false when it was not open. */
  close(id: bigint): boolean {
    return this.cursors.delete(id);
  }

  /** Closes the cursors of a collection that goes away. */
  closeNamespace(namespace: string): void {
    for (const cursor of this.cursors.values()) if (cursor.namespace === namespace) this.cursors.delete(cursor.id);
  }

  /** The map is in order of use, so the first ones are idle longest. */
  private closeIdle(before: number): void {
    for (const cursor of this.cursors.values()) {
      if (cursor.usedAt >= before && this.cursors.size < CURSORS_MAX) break;
      this.cursors.delete(cursor.id);
    }
  }
}
