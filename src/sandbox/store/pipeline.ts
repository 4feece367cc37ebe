import { bucket } from './pipeline-bucket.js';
import { facet } from './pipeline-facet.js';
import { lookup, unionWith } from './pipeline-lookup.js';
import { compileFilter } from './engine/match.js';
import { compileProjection } from './engine/project.js';
import { parseSort, sortBy, TopSorter } from './engine/sort.js';
import { decodeDocument } from './engine/values/decode.js';
import { isDocument, type Document, type Value } from './engine/values/document.js';
import { StoreError } from './engine/values/errors.js';
import { isNumberValue } from './engine/values/numbers.js';
import type { PipelineContext } from './pipeline-context.js';
import { mingoStage } from './pipeline-mingo.js';
import { matchOperand, stageCount, type Stage } from './pipeline-parse.js';
import { readsOf } from './pipeline-reads.js';
import { prepareQuery, type PreparedQuery, type QueryRequest } from './query.js';
import type { Store } from './store.js';

/** A pipeline cut into the query it starts with, which indexes serve, and the stages after it. */
export interface SplitPipeline {
  query: QueryRequest;
  rest: Stage[];
}

/** A context for the pipelines of one command. */
export function pipelineContext(store: Store, database: string, variables: Document): PipelineContext {
  return { store, database, variables, runStages, runPipeline };
}

/** Takes the stages off the start that a plain query does as well, and with an index. */
export function splitPipeline(stages: Stage[], variables: Document): SplitPipeline {
  const filters: Document[] = [];
  const query: QueryRequest = { filter: {}, variables };
  let at = 0;
  const peek = (name: string): Value => (stages[at]?.name === name ? stages[at]?.operand : undefined);
  while (stages[at]?.name === '$match') {
    filters.push(matchOperand(stages[at]?.operand));
    at += 1;
  }
  query.filter = filters.length > 1 ? { $and: filters } : (filters[0] ?? {});
  const sort = peek('$sort');
  if (sort !== undefined) {
    query.sort = sort;
    at += 1;
  }
  const skip = peek('$skip');
  if (skip !== undefined) {
    query.skip = stageCount('$skip', skip);
    at += 1;
  }
  const limit = peek('$limit');
  if (limit !== undefined) {
    query.limit = stageCount('$limit', limit);
    at += 1;
  }
  return { query, rest: stages.slice(at) };
}

/** Runs the stages over a collection. */
export function runPipeline(
  context: PipelineContext,
  namespace: string,
  stages: Stage[],
  hint?: Value,
): Iterable<Document> {
  const { query, prepared } = preparePipeline(context, namespace, stages, hint);
  const [first, ...after] = query.rest;
  if (first?.name === '$count') {
    return runStages(context, countStage(prepared.records(), first.operand), after);
  }
  const total = first && readTotal(first);
  if (total) return runStages(context, totalStage(prepared.records(), total), after);
  return runStages(context, decoded(prepared, readsOf(query.rest)), query.rest);
}

/** A `$group` of everything that only counts, as drivers count documents: its `_id`, and the names of its sums of 1. */
function readTotal({ name, operand }: Stage): { id: Value; names: string[] } | undefined {
  if (name !== '$group' || !isDocument(operand)) return undefined;
  const { _id: id, ...sums } = operand;
  const isOne = (sum: Value) => isDocument(sum) && Object.keys(sum).length === 1 && sum['$sum'] === 1;
  if ((id !== null && typeof id !== 'number') || !Object.values(sums).every(isOne)) return undefined;
  return { id, names: Object.keys(sums) };
}

function* totalStage(input: Iterable<unknown>, { id, names }: { id: Value; names: string[] }): Generator<Document> {
  let count = 0;
  for (const _ of input) count += 1;
  if (count > 0) yield { _id: id, ...Object.fromEntries(names.map((name) => [name, count])) };
}

/** The query a pipeline starts with, ready to run. */
export function preparePipeline(
  context: PipelineContext,
  namespace: string,
  stages: Stage[],
  hint?: Value,
): { query: SplitPipeline; prepared: PreparedQuery } {
  const query = splitPipeline(stages, context.variables);
  const collection = context.store.catalog.find(namespace);
  return { query, prepared: prepareQuery(context.store, collection, { ...query.query, hint }) };
}

function* decoded(prepared: PreparedQuery, roots: ReadonlySet<string> | undefined): Generator<Document> {
  for (const { raw } of prepared.records()) yield decodeDocument(raw, roots);
}

/** Runs stages over documents. */
export function runStages(
  context: PipelineContext,
  documents: Iterable<Document>,
  stages: Stage[],
): Iterable<Document> {
  return stages.reduce((input, stage, at) => runStage(context, input, stage, stages[at + 1]), documents);
}

function runStage(
  context: PipelineContext,
  input: Iterable<Document>,
  { name, operand }: Stage,
  next: Stage | undefined,
): Iterable<Document> {
  switch (name) {
    case '$match':
      return filterStage(input, matchOperand(operand), context.variables);
    case '$sort':
      return sortStage(input, operand, next?.name === '$limit' ? stageCount('$limit', next.operand) : undefined);
    case '$limit':
      return take(input, stageCount(name, operand));
    case '$skip':
      return drop(input, stageCount(name, operand));
    case '$count':
      return countStage(input, operand);
    case '$unset':
      return unsetStage(input, operand);
    case '$lookup':
      return lookup(context, input, operand);
    case '$unionWith':
      return unionWith(context, input, operand);
    case '$facet':
      return facet(context, input, operand);
    case '$bucket':
      return bucket(context, input, operand);
    case '$sortByCount':
      return sortStage(mingoStage(context, input, name, operand), { count: -1 }, undefined);
    case '$project':
      return projectStage(context, input, operand);
    default:
      return mingoStage(context, input, name, operand);
  }
}

function* filterStage(input: Iterable<Document>, filter: Document, variables: Document): Generator<Document> {
  const compiled = compileFilter(filter, variables);
  for (const document of input) if (compiled.matches(document)) yield document;
}

function* sortStage(input: Iterable<Document>, operand: Value, count: number | undefined): Generator<Document> {
  const fields = parseSort(operand);
  if (fields.length === 0) throw new StoreError(15976, '$sort stage must have at least one sort key');
  if (count === undefined) {
    yield* sortBy([...input], fields, (document) => document);
    return;
  }
  const sorter = new TopSorter<Document>(fields, count);
  for (const document of input) sorter.add(document, document);
  yield* sorter.items();
}

function* take(input: Iterable<Document>, count: number): Generator<Document> {
  let taken = 0;
  for (const document of input) {
    yield document;
    taken += 1;
    if (taken >= count) return;
  }
}

function* drop(input: Iterable<Document>, count: number): Generator<Document> {
  let dropped = 0;
  for (const document of input) {
    if (dropped >= count) yield document;
    else dropped += 1;
  }
}

function* countStage(input: Iterable<unknown>, name: Value): Generator<Document> {
  if (typeof name !== 'string' || name === '' || name.startsWith('$') || name.includes('.')) {
    throw new StoreError(40156, 'the count field must be a non-empty string without $ and dots');
  }
  let count = 0;
  for (const _ of input) count += 1;
  if (count > 0) yield { [name]: count };
}

function* unsetStage(input: Iterable<Document>, operand: Value): Generator<Document> {
  const names: Value[] = Array.isArray(operand) ? operand : [operand];
  if (!names.every((name) => typeof name === 'string')) {
    throw new StoreError(31120, '$unset specification must be a string or an array containing only string values');
  }
  const projection = compileProjection(Object.fromEntries(names.map((name) => [name, 0])));
  for (const document of input) yield projection ? projection(document, undefined) : document;
}

/** Plain inclusion and exclusion are those of find; anything computed is mingo's. */
function projectStage(context: PipelineContext, input: Iterable<Document>, operand: Value): Iterable<Document> {
  if (!isDocument(operand) || Object.keys(operand).length === 0) {
    throw new StoreError(
      51272,
      'Invalid $project :: caused by :: projection specification must have at least one field',
    );
  }
  const isPlain = Object.values(operand).every((value) => typeof value === 'boolean' || isNumberValue(value));
  const projection = isPlain ? compileProjection(operand) : undefined;
  if (!projection) return mingoStage(context, input, '$project', operand);
  return mapDocuments(input, (document) => projection(document, undefined));
}

function* mapDocuments(input: Iterable<Document>, change: (document: Document) => Document): Generator<Document> {
  for (const document of input) yield change(document);
}
