import { isDocument, setField, type Document, type Value } from './engine/values/document.js';
import { StoreError } from './engine/values/errors.js';
import type { PipelineContext } from './pipeline-context.js';
import { parsePipeline } from './pipeline-parse.js';

/** $facet: several pipelines over the same documents. */
export function* facet(context: PipelineContext, input: Iterable<Document>, operand: Value): Generator<Document> {
  if (!isDocument(operand) || Object.keys(operand).length === 0) {
    throw new StoreError(40169, 'the $facet specification must be a non-empty object');
  }
  const documents = [...input];
  const result: Document = {};
  for (const name of Object.keys(operand)) {
    setField(result, name, [...context.runStages(context, documents, parsePipeline(operand[name]))]);
  }
  yield result;
}
