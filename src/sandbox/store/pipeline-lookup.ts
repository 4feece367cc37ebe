import { compileExpression } from './engine/expression.js';
import { locate } from './engine/update-paths.js';
import { decodeDocument } from './engine/values/decode.js';
import { isDocument, type Document, type Value } from './engine/values/document.js';
import { StoreError } from './engine/values/errors.js';
import { encodeKeyPart } from './engine/values/key-encoding.js';
import { valuesAt } from './engine/values/paths.js';
import type { PipelineContext } from './pipeline-context.js';
import { parsePipeline, type Stage } from './pipeline-parse.js';
import { prepareQuery } from './query.js';

interface LookupRequest {
  from: string | undefined;
  localField: string | undefined;
  foreignField: string | undefined;
  as: string;
  variables: Document;
  pipeline: Stage[] | undefined;
}

/** $lookup: joins documents of another collection, through its index when it has one on the field. */
export function* lookup(context: PipelineContext, input: Iterable<Document>, operand: Value): Generator<Document> {
  const request = readRequest(operand);
  const find = foreignFinder(context, request);
  const variables = Object.keys(request.variables).map((name) => ({
    name,
    evaluate: compileExpression(request.variables[name], context.variables),
  }));
  for (const document of input) {
    let found = find(document);
    if (request.pipeline) {
      const bound = { ...context.variables };
      for (const { name, evaluate } of variables) bound[name] = evaluate(document);
      const inner = { ...context, variables: bound };
      found = found
        ? [...context.runStages(inner, found, request.pipeline)]
        : [...context.runPipeline(inner, `${context.database}.${request.from}`, request.pipeline)];
    }
    yield withJoined(document, request.as, found ?? []);
  }
}

function readRequest(operand: Value): LookupRequest {
  if (!isDocument(operand)) throw new StoreError(9, 'the $lookup specification must be an Object');
  const { from, localField, foreignField, as, let: variables, pipeline } = operand;
  if (typeof as !== 'string') throw new StoreError(9, 'must specify "as" field for a $lookup');
  if (typeof from !== 'string') throw new StoreError(9, "missing 'from' option to $lookup stage specification");
  const hasFields = typeof localField === 'string' && typeof foreignField === 'string';
  if (!hasFields && pipeline === undefined) {
    throw new StoreError(
      9,
      "$lookup requires either 'pipeline' or both 'localField' and 'foreignField' to be specified",
    );
  }
  return {
    from,
    localField: hasFields ? localField : undefined,
    foreignField: hasFields ? foreignField : undefined,
    as,
    variables: isDocument(variables) ? variables : {},
    pipeline: pipeline === undefined ? undefined : parsePipeline(pipeline),
  };
}

/** Finds the joined documents by equality; undefined when the pipeline alone says what is joined. */
function foreignFinder(
  context: PipelineContext,
  request: LookupRequest,
): (document: Document) => Document[] | undefined {
  const { localField, foreignField } = request;
  if (localField === undefined || foreignField === undefined) return () => undefined;
  const collection = context.store.catalog.find(`${context.database}.${request.from}`);
  if (!collection) return () => [];
  const isIndexed = collection.indexes.some(
    ({ definition }) =>
      definition.fields[0]?.path === foreignField && !definition.partialFilter && !definition.isSparse,
  );
  const components = localField.split('.');
  if (!isIndexed) {
    const byKey = groupByField(
      Array.from(collection.scan(), ({ raw }) => decodeDocument(raw)),
      foreignField.split('.'),
    );
    return (document) =>
      uniqueInOrder(localValues(document, components).flatMap((value) => byKey.get(keyOf(value)) ?? []));
  }
  return (document) => {
    const query = prepareQuery(context.store, collection, {
      filter: { [foreignField]: { $in: localValues(document, components) } },
    });
    return Array.from(query.records(), ({ raw }) => decodeDocument(raw));
  };
}

/** What a local field joins on: its value, each item of an array, null when it is missing. */
function localValues(document: Document, components: readonly string[]): Value[] {
  const values = valuesAt(document, components).flatMap(({ value }): Value[] =>
    Array.isArray(value) ? value : [value],
  );
  return values.length === 0 ? [null] : values.map((value) => (value === undefined ? null : value));
}

function groupByField(documents: Document[], components: readonly string[]): Map<string, Document[]> {
  const byKey = new Map<string, Document[]>();
  for (const document of documents) {
    const values = valuesAt(document, components).flatMap(({ value }): Value[] =>
      Array.isArray(value) ? [value, ...(value as Value[])] : [value],
    );
    for (const key of new Set((values.length === 0 ? [null] : values).map(keyOf))) {
      const group = byKey.get(key);
      if (group) group.push(document);
      else byKey.set(key, [document]);
    }
  }
  return byKey;
}

const KEY_BYTES_MAX = 1024; // longer values are told apart by a hash

function keyOf(value: Value): string {
  return encodeKeyPart(value === undefined ? null : value, KEY_BYTES_MAX, false).bytes.toString('latin1');
}

function uniqueInOrder(documents: Document[]): Document[] {
  return [...new Set(documents)];
}

function withJoined(document: Document, path: string, joined: Document[]): Document {
  const copy = { ...document };
  const context = { position: undefined, filters: new Map(), isInsert: false, now: new Date(0) };
  if (!path.includes('.')) copy[path] = joined;
  else for (const place of locate(copy, path.split('.'), context, true)) place.write(joined);
  return copy;
}

/** $unionWith: adds the documents of another collection. */
export function* unionWith(context: PipelineContext, input: Iterable<Document>, operand: Value): Generator<Document> {
  yield* input;
  const name = isDocument(operand) ? operand['coll'] : operand;
  if (typeof name !== 'string') throw new StoreError(9, '$unionWith needs the name of a collection');
  const pipeline = isDocument(operand) && operand['pipeline'] !== undefined ? parsePipeline(operand['pipeline']) : [];
  yield* context.runPipeline(context, `${context.database}.${name}`, pipeline);
}
