import { assertSimpleCollation, documentField, flagField, listField, namespaceOf, type Command } from './command.js';
import type { Document } from './engine/values/document.js';
import { decodeDocument } from './engine/values/decode.js';
import { assertBatchSize, WriteErrors } from './write-errors.js';
import { updateMany, updateOne, type UpdateOutcome, type UpdateRequest } from './update-documents.js';

/** update: changes documents. */
export async function update(command: Command): Promise<Document> {
  const namespace = namespaceOf(command);
  const statements = listField(command, 'updates', decodeDocument);
  assertBatchSize(statements.length);
  const isOrdered = flagField(command.fields, 'ordered', true);
  const variables = documentField(command.fields, 'let');
  const errors = new WriteErrors();
  const upserted: (Document & { index: number })[] = [];
  let matched = 0;
  let modified = 0;
  const note = (index: number, outcome: UpdateOutcome): void => {
    matched += outcome.matched;
    modified += outcome.modified;
    if (outcome.upserted) upserted.push({ index, _id: outcome.upserted.id });
  };
  const run = async (index: number, statement: Document): Promise<void> => {
    try {
      assertSimpleCollation(statement);
      const isMulti = flagField(statement, 'multi');
      const act = isMulti ? updateMany : updateOne;
      note(index, await act(command.store, namespace, readStatement(statement, variables)));
    } catch (cause) {
      errors.add(index, cause);
    }
  };
  if (isOrdered) {
    for (const [index, statement] of statements.entries()) {
      await run(index, statement);
      if (errors.hasAny) break;
    }
  } else {
    // Started together they share a transaction; each still is atomic by itself, and they run in their order.
    await Promise.all(statements.map(async (statement, index) => run(index, statement)));
  }
  return {
    n: matched + upserted.length,
    ...(upserted.length > 0 ? { upserted: upserted.sort((left, right) => left.index - right.index) } : {}),
    nModified: modified,
    ...errors.field(),
  };
}

function readStatement(statement: Document, variables: Document): UpdateRequest {
  return {
    filter: documentField(statement, 'q'),
    update: statement['u'],
    isUpsert: flagField(statement, 'upsert'),
    isMulti: flagField(statement, 'multi'),
    arrayFilters: statement['arrayFilters'],
    hint: statement['hint'],
    sort: statement['sort'],
    variables: { ...variables, ...documentField(statement, 'c') },
  };
}
