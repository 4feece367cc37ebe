import mongoose, { type Model, type SchemaDefinition } from 'mongoose';

export type { Model };

/** An index: its keys and its options, as MongoDB names them. */
export type Index = [Record<string, 1 | -1>, mongoose.IndexOptions?];

/**
 * A mongoose model over plain documents with a string `_id`. Documents are read lean and written with conditional
 * updates, so a schema here only names the collection, its fields' types and its indexes.
 */
export function defineModel<Document extends { _id: string }>(
  name: string,
  collection: string,
  fields: SchemaDefinition,
  indexes: Index[] = [],
): Model<Document> {
  const schema = new mongoose.Schema(
    { _id: { type: String, required: true }, ...fields },
    { collection, versionKey: false, minimize: false, strict: 'throw', id: false },
  );
  for (const [keys, options] of indexes) schema.index(keys, options);
  return (
    (mongoose.models[name] as unknown as Model<Document> | undefined) ??
    (mongoose.model(name, schema) as unknown as Model<Document>)
  );
}

const DUPLICATE_KEY = 11_000; // MongoDB's error code

/** True when a write failed only because its unique key exists already. */
export function isDuplicateKey(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === DUPLICATE_KEY;
}

/** Inserts many, skipping those whose unique key exists already; resolves to how many were new. */
export async function insertNew<Document extends { _id: string }>(
  model: Model<Document>,
  documents: Document[],
): Promise<number> {
  return (await insertMissing(model, documents)).length;
}

/** The same, resolving to those that were new. */
export async function insertMissing<Document extends { _id: string }>(
  model: Model<Document>,
  documents: Document[],
): Promise<Document[]> {
  if (documents.length === 0) return [];
  try {
    await model.collection.insertMany(documents as never, { ordered: false });
    return documents;
  } catch (error) {
    if (!(error instanceof mongoose.mongo.MongoBulkWriteError) || !hasOnlyDuplicates(error)) throw error;
    const present = new Set([error.writeErrors].flat().map(({ index }) => index));
    return documents.filter((_document, index) => !present.has(index));
  }
}

/** True when every document either was written or exists already. A lost connection also ends as this error, with no write error at all. */
function hasOnlyDuplicates(error: mongoose.mongo.MongoBulkWriteError): boolean {
  const failures = [error.writeErrors].flat();
  return (
    failures.length > 0 &&
    failures.every(({ code }) => code === DUPLICATE_KEY) &&
    error.result.getWriteConcernError() === undefined
  );
}

/** A filter that a caller built from checked parts, typed for this model. */
export type Filter<Document> = mongoose.QueryFilter<Document>;

/** A field of any JSON shape: documents parsed by zod before they are written. */
export const Anything = mongoose.Schema.Types.Mixed;
