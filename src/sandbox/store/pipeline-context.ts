import type { Document } from './engine/values/document.js';
import type { Stage } from './pipeline-parse.js';
import type { Store } from './store.js';

/** What the stages of a pipeline may use. */
export interface PipelineContext {
  store: Store;
  database: string;
  variables: Document;
  /** Runs stages over documents: `$facet` and `$lookup` hold pipelines of their own. */
  runStages(context: PipelineContext, documents: Iterable<Document>, stages: Stage[]): Iterable<Document>;
  /** Runs stages over a collection. */
  runPipeline(context: PipelineContext, namespace: string, stages: Stage[]): Iterable<Document>;
}
