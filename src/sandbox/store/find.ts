import { assertSimpleCollation, countField, documentField, flagField, namespaceOf, type Command } from './command.js';
import { firstBatch, nextBatch } from './cursor-reply.js';
import type { Document } from './engine/values/document.js';
import { StoreError } from './engine/values/errors.js';
import { isNumberValue, toNumber } from './engine/values/numbers.js';
import { prepareQuery, projected, readProjection, type QueryRequest } from './query.js';
import { Long } from 'bson';

/** find: reads documents. */
export function find(command: Command): Buffer {
  const { fields, store } = command;
  const namespace = namespaceOf(command);
  assertFindable(fields);
  const projection = readProjection(fields['projection']);
  const query = prepareQuery(store, store.catalog.find(namespace), readQuery(fields));
  const isSingleBatch = flagField(fields, 'singleBatch') || isNegative(fields['limit']);
  return firstBatch(store, namespace, projected(query, projection), countField(fields, 'batchSize'), isSingleBatch);
}

/** What a find or count command asks for. */
export function readQuery(fields: Document): QueryRequest {
  return {
    filter: documentField(fields, 'filter'),
    sort: fields['sort'],
    skip: countField(fields, 'skip'),
    limit: readLimit(fields),
    hint: isEmptyHint(fields['hint']) ? undefined : fields['hint'],
    variables: documentField(fields, 'let'),
  };
}

function isEmptyHint(hint: unknown): boolean {
  return typeof hint === 'object' && hint !== null && Object.keys(hint).length === 0;
}

function readLimit(fields: Document): number | undefined {
  const { limit } = fields;
  return isNegative(limit) && isNumberValue(limit) ? -toNumber(limit) : countField(fields, 'limit');
}

function isNegative(value: unknown): boolean {
  return isNumberValue(value) && toNumber(value) < 0;
}

function assertFindable(fields: Document): void {
  assertSimpleCollation(fields);
  if (flagField(fields, 'tailable'))
    throw new StoreError(2, 'error processing query: tailable cursor requested on non capped collection');
}

/** getMore: the next documents of a cursor. */
export function getMore(command: Command): Buffer {
  const { fields, store } = command;
  const id = cursorId(fields['getMore']);
  const collection = fields['collection'];
  if (typeof collection !== 'string') throw new StoreError(14, "Field 'collection' must be a string");
  const cursor = store.cursors.use(id, `${command.database}.${collection}`);
  return nextBatch(store, cursor, countField(fields, 'batchSize'));
}

/** killCursors: closes cursors before their end. */
export function killCursors(command: Command): Document {
  const { cursors } = command.fields;
  if (!Array.isArray(cursors)) throw new StoreError(14, "Field 'cursors' must be an array");
  const killed: Long[] = [];
  const missing: Long[] = [];
  for (const cursor of cursors) {
    const id = cursorId(cursor);
    (command.store.cursors.close(id) ? killed : missing).push(Long.fromBigInt(id));
  }
  return { cursorsKilled: killed, cursorsNotFound: missing, cursorsAlive: [], cursorsUnknown: [] };
}

function cursorId(value: unknown): bigint {
  if (value instanceof Long) return value.toBigInt();
  if (isNumberValue(value)) return BigInt(toNumber(value));
  throw new StoreError(14, 'A cursor id must be a long');
}
