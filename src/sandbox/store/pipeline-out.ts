import { isDocument, type Document } from './engine/values/document.js';
import { encodeDocument } from './engine/values/encode.js';
import { StoreError } from './engine/values/errors.js';
import type { PipelineContext } from './pipeline-context.js';
import type { Stage } from './pipeline-parse.js';
import { updateOne } from './update-documents.js';

/** Runs `$out` or `$merge` at the end of a pipeline. */
export async function writeOut(context: PipelineContext, documents: Iterable<Document>, stage: Stage): Promise<void> {
  if (stage.name === '$out') await replaceCollection(context, [...documents], stage);
  else await mergeInto(context, documents, stage);
}

async function replaceCollection(
  { store, database }: PipelineContext,
  documents: Document[],
  stage: Stage,
): Promise<void> {
  const namespace = targetOf(database, isDocument(stage.operand) ? stage.operand : stage.operand);
  await store.environment.write(() => {
    const collection = store.catalog.ensure(namespace);
    for (const record of [...collection.scan()]) collection.remove(record);
    for (const document of documents) collection.insert(encodeDocument(document));
  });
}

async function mergeInto(
  { store, database }: PipelineContext,
  documents: Iterable<Document>,
  stage: Stage,
): Promise<void> {
  const options = isDocument(stage.operand) ? stage.operand : { into: stage.operand };
  const namespace = targetOf(database, options['into']);
  const on = options['on'] ?? '_id';
  const fields = (Array.isArray(on) ? on : [on]).map(String);
  const { whenMatched = 'merge', whenNotMatched = 'insert' } = options;
  for (const document of documents) {
    const filter = Object.fromEntries(fields.map((field) => [field, document[field]]));
    const isUpsert = whenNotMatched === 'insert';
    const { update, arrayFilters } = mergeUpdate(document, whenMatched);
    await updateOne(store, namespace, {
      filter,
      update,
      isUpsert,
      isMulti: false,
      arrayFilters,
      hint: undefined,
      sort: undefined,
      variables: { new: document },
    });
  }
}

function mergeUpdate(document: Document, whenMatched: unknown): { update: unknown; arrayFilters: unknown } {
  if (Array.isArray(whenMatched)) return { update: whenMatched, arrayFilters: undefined };
  switch (whenMatched) {
    case 'merge':
      return { update: { $set: document }, arrayFilters: undefined };
    case 'replace':
      return { update: document, arrayFilters: undefined };
    case 'keepExisting':
      return { update: { $setOnInsert: document }, arrayFilters: undefined };
    default:
      throw new StoreError(238, `$merge with whenMatched '${String(whenMatched)}' is not supported by this store`);
  }
}

function targetOf(database: string, into: unknown): string {
  if (typeof into === 'string') return `${database}.${into}`;
  if (isDocument(into) && typeof into['coll'] === 'string') {
    return `${typeof into['db'] === 'string' ? into['db'] : database}.${into['coll']}`;
  }
  throw new StoreError(9, 'The target of $out or $merge must be the name of a collection');
}
