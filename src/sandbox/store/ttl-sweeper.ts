import type { Collection } from './engine/collection.js';
import type { StoredIndex } from './engine/stored-index.js';
import { matchRecord } from './engine/read.js';
import { prepareQuery } from './query.js';
import type { Store } from './store.js';

/** Documents removed in one transaction at most. */
const REMOVALS_PER_WRITE_MAX = 500;
const MILLISECONDS_PER_SECOND = 1000;

/** Removes what TTL indexes let expire, at every interval; the returned function stops it. */
export function startTtlSweeper(store: Store, intervalMilliseconds: number): () => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    running = running.then(async () => sweepExpired(store, new Date()));
    running.catch((cause: unknown) => console.error('store: expired documents could not be removed', cause));
  }, intervalMilliseconds);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await running.catch(() => undefined);
  };
}

/** Removes the documents whose time has passed. */
export async function sweepExpired(store: Store, now: Date): Promise<void> {
  for (const collection of store.catalog.listAll()) {
    for (const index of collection.indexes) await sweepIndex(store, collection, index, now);
  }
}

async function sweepIndex(store: Store, collection: Collection, index: StoredIndex, now: Date): Promise<void> {
  const { expireAfterSeconds, fields, partialFilter } = index.definition;
  const path = fields[0]?.path;
  if (expireAfterSeconds === undefined || path === undefined) return;
  const before = new Date(now.getTime() - expireAfterSeconds * MILLISECONDS_PER_SECOND);
  const expired = { [path]: { $lte: before } };
  const filter = partialFilter ? { $and: [expired, partialFilter] } : expired;
  for (;;) {
    const removed = await store.environment.write(() => {
      const query = prepareQuery(store, collection, { filter, limit: REMOVALS_PER_WRITE_MAX });
      const records = [...query.records()].filter((record) => matchRecord(record.raw, query.filter));
      for (const record of records) collection.remove(record);
      return records.length;
    });
    if (removed < REMOVALS_PER_WRITE_MAX) return;
  }
}
