import type { Collection } from './engine/collection.js';
import { compileFilter, type CompiledFilter } from './engine/match.js';
import { choosePlan, type Plan } from './engine/plan.js';
import { compileProjection, type Projection } from './engine/project.js';
import { matching, matchRecord, runPlan, type ReadCounts } from './engine/read.js';
import { parseSort, sortBy, TopSorter, type SortField } from './engine/sort.js';
import { decodeDocument } from './engine/values/decode.js';
import type { Document, Value } from './engine/values/document.js';
import { encodeDocument } from './engine/values/encode.js';
import type { StoredRecord } from './engine/collection.js';
import type { Store } from './store.js';

/** What a read asks for. */
export interface QueryRequest {
  filter: Document;
  sort?: Value;
  skip?: number | undefined;
  limit?: number | undefined;
  hint?: Value;
  variables?: Document;
}

/** A read made ready: its plan, and the records it will give. */
export interface PreparedQuery {
  plan: Plan;
  filter: CompiledFilter;
  counts: ReadCounts;
  records(): Generator<StoredRecord>;
}

/** Prepares a read of a collection; a collection that does not exist has no documents. */
export function prepareQuery(store: Store, collection: Collection | undefined, request: QueryRequest): PreparedQuery {
  const filter = compileFilter(request.filter, request.variables);
  const sort = parseSort(request.sort).filter((field) => field.path !== '$natural');
  const limit = request.limit === 0 ? undefined : request.limit;
  const skip = request.skip ?? 0;
  const hint = request.hint ?? naturalHint(request.sort);
  const plan = choosePlan(store.environment, collection, {
    filter: request.filter,
    sort,
    hasLimit: limit !== undefined,
    hint,
    variables: request.variables ?? {},
  });
  const counts: ReadCounts = { keys: 0, documents: 0 };
  return {
    plan,
    filter,
    counts,
    *records() {
      const found = matching(runPlan(store.environment, collection, plan, counts), filter);
      const isSorted = sort.length === 0 || (plan.kind === 'index' && plan.providesSort);
      const ordered = isSorted ? found : sortRecords(found, sort, limit === undefined ? undefined : skip + limit);
      yield* page(ordered, skip, limit);
    },
  };
}

function naturalHint(sort: Value): Value {
  if (typeof sort !== 'object' || sort === null || !('$natural' in sort)) return undefined;
  return { $natural: sort.$natural };
}

function sortRecords(
  records: Iterable<StoredRecord>,
  sort: readonly SortField[],
  count: number | undefined,
): StoredRecord[] {
  const roots = new Set(sort.map((field) => field.components[0] ?? ''));
  const read = (record: StoredRecord): Document => decodeDocument(record.raw, roots);
  if (count === undefined) return sortBy([...records], sort, read);
  const sorter = new TopSorter<StoredRecord>(sort, count);
  for (const record of records) sorter.add(record, read(record));
  return sorter.items();
}

function* page(records: Iterable<StoredRecord>, skip: number, limit: number | undefined): Generator<StoredRecord> {
  let at = 0;
  const end = limit === undefined ? Infinity : skip + limit;
  for (const record of records) {
    if (at >= skip) yield record;
    at += 1;
    if (at >= end) return;
  }
}

/** The documents of a read as the client wants them, raw. */
export function* projected(query: PreparedQuery, projection: Projection | undefined): Generator<Buffer> {
  for (const { raw } of query.records()) yield projection ? projectRaw(raw, query.filter, projection) : raw;
}

/** One raw document as the client wants it. */
export function projectRaw(raw: Buffer, filter: CompiledFilter, projection: Projection): Buffer {
  const position = matchRecord(raw, filter)?.position;
  return encodeDocument(projection(decodeDocument(raw), position));
}

/** Compiles the projection of a find; kept here so that commands import one file. */
export function readProjection(projection: Value): Projection | undefined {
  return compileProjection(projection);
}
