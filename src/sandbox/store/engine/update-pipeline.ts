import { Aggregator } from 'mingo/aggregator';
import {
  asStoreError,
  assertKnownOperators,
  assertNoScripts,
  mingoOptions,
  restoreTypes,
  toPlain,
} from './expression.js';
import { isDocument, type Document, type Value } from './values/document.js';
import { StoreError } from './values/errors.js';

const STAGES = new Set(['$set', '$addFields', '$unset', '$project', '$replaceRoot', '$replaceWith']);

/** Compiles a pipeline update; fields that the pipeline does not touch keep the types of their numbers. */
export function runPipelineOn(pipeline: Value[], variables: Document): (document: Document) => Document {
  for (const stage of pipeline) {
    if (!isDocument(stage)) throw new StoreError(14, 'Each element of the pipeline array must be an object');
    const [name = ''] = Object.keys(stage);
    if (!STAGES.has(name)) {
      throw new StoreError(72, `${name} is not allowed to be used within an update`);
    }
    assertKnownOperators(stage[name]);
    assertNoScripts(stage[name]);
  }
  const aggregator = new Aggregator(toPlain(pipeline) as Document[], mingoOptions(variables));
  return (document) => {
    try {
      const [result] = aggregator.run([toPlain(document) as Document]);
      return restoreTypes(document, result ?? {}) as Document;
    } catch (cause) {
      throw asStoreError(cause);
    }
  };
}
