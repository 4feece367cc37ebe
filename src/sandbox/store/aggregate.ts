import { assertSimpleCollation, countField, documentField, namespaceOf, type Command } from './command.js';
import { firstBatch } from './cursor-reply.js';
import { isDocument, type Document } from './engine/values/document.js';
import { encodeDocument } from './engine/values/encode.js';
import { StoreError } from './engine/values/errors.js';
import type { PipelineContext } from './pipeline-context.js';
import { parsePipeline, WRITING_STAGES, type Stage } from './pipeline-parse.js';
import { pipelineContext, preparePipeline, runPipeline, runStages } from './pipeline.js';
import { writeOut } from './pipeline-out.js';

/** aggregate: runs a pipeline. */
export async function aggregate(command: Command): Promise<Buffer> {
  const { fields, store } = command;
  assertSimpleCollation(fields);
  if (!isDocument(fields['cursor'])) {
    throw new StoreError(9, "The 'cursor' option is required, except for aggregate with the explain argument");
  }
  const batchSize = countField(documentField(fields, 'cursor'), 'batchSize');
  const { namespace, stages, context } = readAggregate(command);
  const last = stages.at(-1);
  if (last && WRITING_STAGES.has(last.name)) {
    await writeOut(context, documentsOf(command, context, namespace, stages.slice(0, -1)), last);
    return firstBatch(store, namespace, [][Symbol.iterator](), batchSize, true);
  }
  const onlyQuery = rawPipeline(context, namespace, stages, fields['hint']);
  const documents = onlyQuery ?? encodeAll(documentsOf(command, context, namespace, stages));
  return firstBatch(store, namespace, documents, batchSize, false);
}

/** What an aggregate command asks for. */
export function readAggregate(command: Command): { namespace: string; stages: Stage[]; context: PipelineContext } {
  const { fields, store, database } = command;
  const namespace = fields['aggregate'] === 1 ? `${database}.$cmd.aggregate` : namespaceOf(command);
  const stages = parsePipeline(fields['pipeline']);
  return { namespace, stages, context: pipelineContext(store, database, documentField(fields, 'let')) };
}

function documentsOf(
  command: Command,
  context: PipelineContext,
  namespace: string,
  stages: Stage[],
): Iterable<Document> {
  if (stages[0]?.name === '$documents') return runStages(context, [{}], stages);
  const { hint } = command.fields;
  return runPipeline(context, namespace, stages, isDocument(hint) && Object.keys(hint).length === 0 ? undefined : hint);
}

/** A pipeline that is only a query: its documents leave as they are stored. */
function rawPipeline(
  context: PipelineContext,
  namespace: string,
  stages: Stage[],
  hint: unknown,
): Iterator<Buffer> | undefined {
  if (hint !== undefined || stages[0]?.name === '$documents') return undefined;
  const { query, prepared } = preparePipeline(context, namespace, stages);
  return query.rest.length === 0 ? rawRecords(prepared.records()) : undefined;
}

function* rawRecords(records: Iterable<{ raw: Buffer }>): Generator<Buffer> {
  for (const { raw } of records) yield raw;
}

function* encodeAll(documents: Iterable<Document>): Generator<Buffer> {
  for (const document of documents) yield encodeDocument(document);
}
