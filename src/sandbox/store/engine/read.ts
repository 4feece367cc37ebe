import type { Collection, StoredRecord } from './collection.js';
import { scanRange, type Environment } from './environment.js';
import type { MatchTrace } from './field-test.js';
import type { CompiledFilter } from './match.js';
import type { Plan } from './plan.js';
import { decodeRecordId } from './record-id.js';
import { decodeDocument } from './values/decode.js';

/** What a read had to look at, as explain reports it. */
export interface ReadCounts {
  keys: number;
  documents: number;
}

/** The candidates of a plan, each document once. */
export function* runPlan(
  environment: Environment,
  collection: Collection | undefined,
  plan: Plan,
  counts: ReadCounts,
): Generator<StoredRecord> {
  if (!collection) return;
  switch (plan.kind) {
    case 'nothing':
      return;
    case 'scan':
      for (const record of collection.scan(plan.isReverse)) {
        counts.documents += 1;
        yield record;
      }
      return;
    case 'index':
      yield* runIndexPlan(environment, collection, plan, counts);
      return;
    case 'union': {
      const seen = new Set<number>();
      for (const branch of plan.branches) {
        for (const record of runPlan(environment, collection, branch, counts)) {
          if (seen.has(record.recordId)) continue;
          seen.add(record.recordId);
          yield record;
        }
      }
    }
  }
}

function* runIndexPlan(
  environment: Environment,
  collection: Collection,
  plan: Extract<Plan, { kind: 'index' }>,
  counts: ReadCounts,
): Generator<StoredRecord> {
  const seen = plan.index.isMultikey ? new Set<number>() : undefined;
  for (const recordId of recordIds(environment, plan, counts)) {
    if (seen?.has(recordId)) continue;
    seen?.add(recordId);
    const raw = collection.read(recordId);
    if (!raw) continue;
    counts.documents += 1;
    yield { recordId, raw };
  }
}

function* recordIds(
  environment: Environment,
  plan: Extract<Plan, { kind: 'index' }>,
  counts: ReadCounts,
): Generator<number> {
  const isExactLookup = plan.index.isId && plan.isUniqueLookup;
  for (const { start, end } of plan.intervals) {
    if (isExactLookup) {
      const value = environment.entries.get(start);
      if (value === undefined) continue;
      counts.keys += 1;
      yield decodeRecordId(value);
    } else {
      for (const { value } of scanRange(environment.entries, start, end, plan.isReverse)) {
        counts.keys += 1;
        yield decodeRecordId(value);
      }
    }
  }
}

/** The records among the candidates that satisfy the filter. */
export function* matching(records: Iterable<StoredRecord>, filter: CompiledFilter): Generator<StoredRecord> {
  const { roots } = filter;
  if (filter.isEmpty) {
    yield* records;
    return;
  }
  for (const record of records) {
    if (filter.matches(decodeDocument(record.raw, roots))) yield record;
  }
}

/** Where a filter matches a record in an array; undefined when it does not match at all. */
export function matchRecord(raw: Buffer, filter: CompiledFilter): MatchTrace | undefined {
  const trace: MatchTrace = { position: undefined };
  return filter.matches(decodeDocument(raw, filter.roots), trace) ? trace : undefined;
}
