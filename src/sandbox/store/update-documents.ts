import { ObjectId } from 'bson';
import type { Collection, StoredRecord } from './engine/collection.js';
import type { CompiledFilter } from './engine/match.js';
import { matchRecord } from './engine/read.js';
import { compileUpdate, upsertSeed, type CompiledUpdate } from './engine/update.js';
import { decodeDocument } from './engine/values/decode.js';
import { isDocument, type Document, type Value } from './engine/values/document.js';
import { encodeDocument, encodeForStorage } from './engine/values/encode.js';
import { StoreError } from './engine/values/errors.js';
import { prepareQuery } from './query.js';
import type { Store } from './store.js';

/** One update statement. */
export interface UpdateRequest {
  filter: Document;
  update: Value;
  isUpsert: boolean;
  isMulti: boolean;
  arrayFilters: Value;
  hint: Value;
  sort: Value;
  variables: Document;
}

/** What an update did. */
export interface UpdateOutcome {
  matched: number;
  modified: number;
  upserted: { id: Value } | undefined;
}

/** What happened to one document. */
export interface ChangedDocument {
  before: Buffer | undefined;
  after: Buffer | undefined;
  isModified: boolean;
  upserted: { id: Value } | undefined;
  filter: CompiledFilter;
}

/** Documents changed in one transaction at most; between them other clients have their turn. */
const UPDATES_PER_WRITE_MAX = 500;

/** Changes the first document of a filter, or inserts one. */
export async function updateOne(store: Store, namespace: string, request: UpdateRequest): Promise<UpdateOutcome> {
  const changed = await changeFirst(store, namespace, request);
  return {
    matched: changed.before ? 1 : 0,
    modified: changed.isModified ? 1 : 0,
    upserted: changed.upserted,
  };
}

/** Finds, changes and stores in one step, so that of clients racing for a document each sees the outcome of the other. */
export async function changeFirst(store: Store, namespace: string, request: UpdateRequest): Promise<ChangedDocument> {
  const compiled = compile(request);
  return store.environment.write(() => {
    const collection = store.catalog.find(namespace);
    const query = prepareQuery(store, collection, { ...request, limit: 1 });
    const [record] = query.records();
    if (record && collection) {
      const { after, isModified } = changeRecord(collection, record, query.filter, compiled);
      return { before: record.raw, after, isModified, upserted: undefined, filter: query.filter };
    }
    if (!request.isUpsert) {
      return { before: undefined, after: undefined, isModified: false, upserted: undefined, filter: query.filter };
    }
    const { id, raw } = upsert(store, namespace, request, compiled);
    return { before: undefined, after: raw, isModified: false, upserted: { id }, filter: query.filter };
  });
}

/** Changes all documents of a filter, each of them atomically. */
export async function updateMany(store: Store, namespace: string, request: UpdateRequest): Promise<UpdateOutcome> {
  const compiled = compile(request);
  if (compiled.isReplacement) throw new StoreError(9, 'multi update is not supported for replacement-style update');
  const collection = store.catalog.find(namespace);
  const query = prepareQuery(store, collection, { ...request, sort: undefined });
  const recordIds = Array.from(query.records(), (record) => record.recordId);
  const outcome: UpdateOutcome = { matched: 0, modified: 0, upserted: undefined };
  for (let from = 0; from < recordIds.length; from += UPDATES_PER_WRITE_MAX) {
    const part = recordIds.slice(from, from + UPDATES_PER_WRITE_MAX);
    await changeRecords(store, namespace, part, query.filter, compiled, outcome);
  }
  if (outcome.matched === 0 && request.isUpsert) {
    outcome.upserted = { id: (await store.environment.write(() => upsert(store, namespace, request, compiled))).id };
  }
  return outcome;
}

function compile(request: UpdateRequest): CompiledUpdate {
  return compileUpdate(request.update, request.arrayFilters, request.variables, new Date());
}

async function changeRecords(
  store: Store,
  namespace: string,
  recordIds: number[],
  filter: CompiledFilter,
  compiled: CompiledUpdate,
  outcome: UpdateOutcome,
): Promise<void> {
  let failure: unknown;
  await store.environment.write(() => {
    const collection = store.catalog.find(namespace);
    for (const recordId of recordIds) {
      const raw = collection?.read(recordId);
      if (!collection || !raw || !matchRecord(raw, filter)) continue;
      try {
        const { isModified } = changeRecord(collection, { recordId, raw }, filter, compiled);
        outcome.matched += 1;
        if (isModified) outcome.modified += 1;
      } catch (cause) {
        // What was changed before stays changed, as in MongoDB.
        failure = cause;
        return;
      }
    }
  });
  if (failure !== undefined) throw failure;
}

function changeRecord(
  collection: Collection,
  record: StoredRecord,
  filter: CompiledFilter,
  compiled: CompiledUpdate,
): { after: Buffer; isModified: boolean } {
  const position = matchRecord(record.raw, filter)?.position;
  const changed = compiled.apply(decodeDocument(record.raw), { position, isInsert: false });
  const after = encodeForStorage(changed);
  if (after.equals(record.raw)) return { after, isModified: false };
  collection.replace(record, after, compiled.roots);
  return { after, isModified: true };
}

function upsert(
  store: Store,
  namespace: string,
  request: UpdateRequest,
  compiled: CompiledUpdate,
): { id: Value; raw: Buffer } {
  const seed = upsertSeed(request.filter, compiled.isReplacement);
  const seedId = seed['_id'];
  const built = compiled.apply(seed, { position: undefined, isInsert: true });
  const { _id = seedId ?? new ObjectId(), ...rest } = built;
  const raw = encodeDocument({ _id, ...rest });
  if (!isDocument(built)) throw new StoreError(9, 'An upsert must build a document');
  const id = store.catalog.ensure(namespace).insert(raw);
  return { id, raw };
}
