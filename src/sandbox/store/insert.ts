import { flagField, namespaceOf, type Command } from './command.js';
import type { Document } from './engine/values/document.js';
import { StoreError } from './engine/values/errors.js';
import { assertBatchSize, WriteErrors } from './write-errors.js';

/** Documents inserted in one transaction at most; between them other clients have their turn. */
const INSERTS_PER_WRITE_MAX = 1000;

/** insert: stores documents. */
export async function insert(command: Command): Promise<Document> {
  const { store } = command;
  const namespace = namespaceOf(command);
  const documents = command.rawLists.get('documents');
  if (!documents) throw new StoreError(40414, "BSON field 'insert.documents' is missing but a required field");
  assertBatchSize(documents.length);
  const isOrdered = flagField(command.fields, 'ordered', true);
  const errors = new WriteErrors();
  let inserted = 0;
  for (let from = 0; from < documents.length; from += INSERTS_PER_WRITE_MAX) {
    const part = documents.slice(from, from + INSERTS_PER_WRITE_MAX);
    await store.environment.write(() => {
      const collection = store.catalog.ensure(namespace);
      for (const [at, raw] of part.entries()) {
        try {
          collection.insert(raw);
          inserted += 1;
        } catch (cause) {
          errors.add(from + at, cause);
          if (isOrdered) return;
        }
      }
    });
    if (isOrdered && errors.hasAny) break;
  }
  return { n: inserted, ...errors.field() };
}
