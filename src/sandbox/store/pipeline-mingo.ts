import { Aggregator } from 'mingo/aggregator';
import { asStoreError, mingoOptions, toPlain } from './engine/expression.js';
import { decodeDocument } from './engine/values/decode.js';
import type { Document, Value } from './engine/values/document.js';
import type { PipelineContext } from './pipeline-context.js';
import type { Store } from './store.js';

/** Runs one stage with mingo. */
export function* mingoStage(
  context: PipelineContext,
  input: Iterable<Document>,
  name: string,
  operand: Value,
): Generator<Document> {
  const { store, database, variables } = context;
  const aggregator = new Aggregator([{ [name]: toPlain(operand) }], {
    ...mingoOptions(variables),
    collectionResolver: (collection) => allDocuments(store, `${database}.${collection}`),
  });
  const documents = Array.from(input, (document) => toPlain(document) as Document);
  try {
    yield* aggregator.run<Document>(documents);
  } catch (cause) {
    throw asStoreError(cause);
  }
}

function allDocuments(store: Store, namespace: string): Document[] {
  const records = store.catalog.find(namespace)?.scan() ?? [];
  return Array.from(records, ({ raw }) => toPlain(decodeDocument(raw)) as Document);
}
