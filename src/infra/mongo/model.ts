import { setTimeout as sleep } from 'node:timers/promises';
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
  const present = new Set<number>();
  let left = documents.map((document, index) => ({ document, index }));
  for (let attempt = 1; left.length > 0; attempt += 1) {
    const tried = left;
    left = [];
    try {
      await model.collection.insertMany(tried.map(({ document }) => document) as never, { ordered: false });
    } catch (error) {
      for (const { index, code } of failuresOf(error)) {
        const failed = tried[index];
        if (failed && code === DUPLICATE_KEY) present.add(failed.index);
        else if (failed && code === WRITE_CONFLICT && attempt < CONFLICTS_MAX) left.push(failed);
        else throw error;
      }
      if (left.length > 0) await stepAside(attempt);
    }
  }
  return documents.filter((_document, index) => !present.has(index));
}

/** What was refused of an insertion of many. Throws on when that is not all: a lost connection ends as this error too, with no refusal at all. */
function failuresOf(error: unknown): mongoose.mongo.WriteError[] {
  if (!(error instanceof mongoose.mongo.MongoBulkWriteError)) throw error;
  const failures = [error.writeErrors].flat();
  if (failures.length === 0 || error.result.getWriteConcernError() !== undefined) throw error;
  return failures;
}

const WRITE_CONFLICT = 112; // MongoDB's error code
const CONFLICTS_MAX = 20; // writers of one document are few; more in a row than this is a bug

/** Waits for a part of a second, of several writers each another one, so that they do not meet again. */
const stepAside = (attempt: number) => sleep(Math.random() * STEP_MS * attempt);
const STEP_MS = 50;

/**
 * Writes; again while the store gave the write up for another one that wanted the same documents. MongoDB repeats such writes
 * itself, DocumentDB leaves it to the caller. The write must be one that may be repeated when nothing of it was done.
 */
export async function untilWritten<Result>(write: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await write();
    } catch (error) {
      const isConflict = error instanceof mongoose.mongo.MongoServerError && error.code === WRITE_CONFLICT;
      if (!isConflict || attempt === CONFLICTS_MAX) throw error;
      await stepAside(attempt);
    }
  }
}

/** A filter that a caller built from checked parts, typed for this model. */
export type Filter<Document> = mongoose.QueryFilter<Document>;

/** A field of any JSON shape: documents parsed by zod before they are written. */
export const Anything = mongoose.Schema.Types.Mixed;
