import {
  assertSimpleCollation,
  countField,
  documentField,
  flagField,
  listField,
  namespaceOf,
  type Command,
} from './command.js';
import { matchRecord } from './engine/read.js';
import { decodeDocument } from './engine/values/decode.js';
import type { Document } from './engine/values/document.js';
import { prepareQuery, type QueryRequest } from './query.js';
import type { Store } from './store.js';
import { assertBatchSize, WriteErrors } from './write-errors.js';

/** Documents removed in one transaction at most; between them other clients have their turn. */
const DELETES_PER_WRITE_MAX = 1000;

/** delete: removes documents. */
export async function deleteDocuments(command: Command): Promise<Document> {
  const namespace = namespaceOf(command);
  const statements = listField(command, 'deletes', decodeDocument);
  assertBatchSize(statements.length);
  const isOrdered = flagField(command.fields, 'ordered', true);
  const errors = new WriteErrors();
  let removed = 0;
  for (const [index, statement] of statements.entries()) {
    try {
      assertSimpleCollation(statement);
      const isOne = countField(statement, 'limit') === 1;
      const request = {
        filter: documentField(statement, 'q'),
        hint: statement['hint'],
        variables: documentField(command.fields, 'let'),
      };
      removed += isOne
        ? (await removeFirst(command.store, namespace, request)).length
        : await removeAll(command.store, namespace, request);
    } catch (cause) {
      errors.add(index, cause);
      if (isOrdered) break;
    }
  }
  return { n: removed, ...errors.field() };
}

/** Removes the first document of a query and gives it, raw. */
export async function removeFirst(store: Store, namespace: string, request: QueryRequest): Promise<Buffer[]> {
  return store.environment.write(() => {
    const collection = store.catalog.find(namespace);
    const [record] = prepareQuery(store, collection, { ...request, limit: 1 }).records();
    if (!record || !collection) return [];
    collection.remove(record);
    return [record.raw];
  });
}

async function removeAll(store: Store, namespace: string, request: QueryRequest): Promise<number> {
  const query = prepareQuery(store, store.catalog.find(namespace), request);
  const recordIds = Array.from(query.records(), (record) => record.recordId);
  let removed = 0;
  for (let from = 0; from < recordIds.length; from += DELETES_PER_WRITE_MAX) {
    const part = recordIds.slice(from, from + DELETES_PER_WRITE_MAX);
    await store.environment.write(() => {
      const collection = store.catalog.find(namespace);
      for (const recordId of part) {
        const raw = collection?.read(recordId);
        if (!collection || !raw || !matchRecord(raw, query.filter)) continue;
        collection.remove({ recordId, raw });
        removed += 1;
      }
    });
  }
  return removed;
}
