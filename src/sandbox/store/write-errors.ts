import type { Document } from './engine/values/document.js';
import { StoreError } from './engine/values/errors.js';

/** The errors of the single writes of a command, in the form a bulk write answers. */
export class WriteErrors {
  private readonly errors: (Document & { index: number })[] = [];

  add(index: number, cause: unknown): void {
    if (!(cause instanceof StoreError)) throw cause;
    this.errors.push({ index, code: cause.code, ...cause.details, errmsg: cause.message });
  }

  get hasAny(): boolean {
    return this.errors.length > 0;
  }

  /** The field of the answer, left out when all went well. */
  field(): Document {
    return this.hasAny ? { writeErrors: this.errors.sort((left, right) => left.index - right.index) } : {};
  }
}

/** MongoDB's limit for the writes of one command, told to the client in hello. */
export const WRITE_BATCH_MAX = 100_000;

/** Refuses an empty batch and one that is too large. */
export function assertBatchSize(count: number): void {
  if (count >= 1 && count <= WRITE_BATCH_MAX) return;
  throw new StoreError(16, `Write batch sizes must be between 1 and ${WRITE_BATCH_MAX}. Got ${count} operations.`);
}
