import { compileExpression } from './engine/expression.js';
import { compareValues } from './engine/values/compare.js';
import { isDocument, type Document, type Value } from './engine/values/document.js';
import { StoreError } from './engine/values/errors.js';
import type { PipelineContext } from './pipeline-context.js';
import { mingoStage } from './pipeline-mingo.js';

/** $bucket: groups by ranges of a value. Empty buckets are left out, as MongoDB does and mingo does not. */
export function* bucket(context: PipelineContext, input: Iterable<Document>, operand: Value): Generator<Document> {
  if (!isDocument(operand)) throw new StoreError(40201, 'Argument to $bucket stage must be an object');
  const { boundaries, output } = operand;
  if (!Array.isArray(boundaries) || boundaries.length < 2) {
    throw new StoreError(40192, "The $bucket 'boundaries' field must have at least 2 values");
  }
  const hasDefault = 'default' in operand;
  const evaluate = compileExpression(operand['groupBy'], context.variables);
  const byBucket = new Map<number, Document[]>();
  for (const document of input) {
    const at = bucketOf(evaluate(document), boundaries);
    if (at === undefined && !hasDefault) {
      throw new StoreError(
        40066,
        '$switch could not find a matching branch for an input, and no default was specified.',
      );
    }
    const place = at ?? boundaries.length;
    const documents = byBucket.get(place);
    if (documents) documents.push(document);
    else byBucket.set(place, [document]);
  }
  const accumulators = isDocument(output) ? output : { count: { $sum: 1 } };
  const places = [...byBucket.keys()].sort((left, right) => left - right);
  for (const place of places) {
    const _id: Value = place === boundaries.length ? operand['default'] : boundaries[place];
    for (const group of mingoStage(context, byBucket.get(place) ?? [], '$group', { _id: null, ...accumulators })) {
      yield { ...group, _id };
    }
  }
}

/** The bucket whose lower boundary is at or below the value and whose upper one is above it. */
function bucketOf(value: Value, boundaries: Value[]): number | undefined {
  for (let at = 0; at < boundaries.length - 1; at += 1) {
    if (compareValues(value, boundaries[at]) >= 0 && compareValues(value, boundaries[at + 1]) < 0) return at;
  }
  return undefined;
}
