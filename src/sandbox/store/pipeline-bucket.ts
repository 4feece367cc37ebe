import type { Document, Value } from './engine/values/document.js';
import type { PipelineContext } from './pipeline-context.js';
import { mingoStage } from './pipeline-mingo.js';

/** Counts the documents of each bucket beside what the client asked for; mingo keeps empty buckets, MongoDB leaves them out. */
const COUNT_FIELD = '__documentsInBucket';

/** $bucket: groups by ranges of a value. */
export function* bucket(context: PipelineContext, input: Iterable<Document>, operand: Value): Generator<Document> {
  const specification = operand as Document;
  const output = (specification['output'] as Document | undefined) ?? { count: { $sum: 1 } };
  const counted = { ...specification, output: { ...output, [COUNT_FIELD]: { $sum: 1 } } };
  for (const { [COUNT_FIELD]: count, ...rest } of mingoStage(context, input, '$bucket', counted)) {
    if (count !== 0) yield rest;
  }
}
