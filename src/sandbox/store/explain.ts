import { readAggregate } from './aggregate.js';
import { documentField, flagField, type Command } from './command.js';
import type { Plan } from './engine/plan.js';
import { isDocument, type Document } from './engine/values/document.js';
import { StoreError } from './engine/values/errors.js';
import { readQuery } from './find.js';
import { preparePipeline } from './pipeline.js';
import { prepareQuery, type PreparedQuery, type QueryRequest } from './query.js';

/** explain: how a command would find its documents, and what that takes. */
export function explain(command: Command): Document {
  const inner = command.fields['explain'];
  if (!isDocument(inner)) throw new StoreError(14, "Field 'explain' must be a document");
  const [name = ''] = Object.keys(inner);
  const explained: Command = { ...command, name, fields: inner };
  const verbosity = command.fields['verbosity'] ?? 'allPlansExecution';
  const { namespace, prepared, request } = prepareExplained(explained);
  const winningPlan = describePlan(prepared.plan, request);
  return {
    explainVersion: '1',
    queryPlanner: {
      namespace,
      indexFilterSet: false,
      parsedQuery: request.filter,
      winningPlan,
      rejectedPlans: [],
    },
    ...(verbosity === 'queryPlanner' ? {} : { executionStats: execute(prepared, winningPlan) }),
    command: inner,
    serverInfo: { host: 'localhost', port: 0, version: '7.0.0', gitVersion: 'embedded store' },
  };
}

interface Explained {
  namespace: string;
  prepared: PreparedQuery;
  request: QueryRequest;
}

function prepareExplained(command: Command): Explained {
  const { fields, store } = command;
  if (command.name === 'aggregate') {
    const { namespace, stages, context } = readAggregate(command);
    const { query, prepared } = preparePipeline(context, namespace, stages, fields['hint']);
    return { namespace, prepared, request: query.query };
  }
  const namespace = `${command.database}.${String(fields[command.name])}`;
  const request = readExplainedQuery(command);
  return { namespace, prepared: prepareQuery(store, store.catalog.find(namespace), request), request };
}

function readExplainedQuery({ name, fields }: Command): QueryRequest {
  switch (name) {
    case 'find':
      return readQuery(fields);
    case 'count':
    case 'distinct':
      return { ...readQuery(fields), filter: documentField(fields, 'query') };
    case 'findAndModify':
      return { filter: documentField(fields, 'query'), sort: fields['sort'], limit: 1 };
    case 'update':
    case 'delete': {
      const statements = fields[`${name}s`];
      const [statement] = Array.isArray(statements) ? statements.filter(isDocument) : [];
      const isAll = name === 'update' ? flagField(statement ?? {}, 'multi') : statement?.['limit'] === 0;
      return { filter: documentField(statement ?? {}, 'q'), limit: isAll ? undefined : 1 };
    }
    default:
      throw new StoreError(59, `Explain failed due to unknown command: ${name}`);
  }
}

function execute(prepared: PreparedQuery, stage: Document): Document {
  const startedAt = performance.now();
  let returned = 0;
  for (const _ of prepared.records()) returned += 1;
  return {
    executionSuccess: true,
    nReturned: returned,
    executionTimeMillis: Math.round(performance.now() - startedAt),
    totalKeysExamined: prepared.counts.keys,
    totalDocsExamined: prepared.counts.documents,
    executionStages: { ...stage, nReturned: returned },
  };
}

function describePlan(plan: Plan, request: QueryRequest): Document {
  const source = describeSource(plan, request);
  const isSorted = request.sort === undefined || (plan.kind === 'index' && plan.providesSort);
  const sorted =
    isSorted || isNatural(request.sort) ? source : { stage: 'SORT', sortPattern: request.sort, inputStage: source };
  return request.limit === undefined || source['stage'] === 'IDHACK'
    ? sorted
    : { stage: 'LIMIT', limitAmount: request.limit, inputStage: sorted };
}

function isNatural(sort: unknown): boolean {
  return isDocument(sort) && (Object.keys(sort).length === 0 || '$natural' in sort);
}

function describeSource(plan: Plan, request: QueryRequest): Document {
  switch (plan.kind) {
    case 'nothing':
      return { stage: 'EOF' };
    case 'scan':
      return { stage: 'COLLSCAN', filter: request.filter, direction: plan.isReverse ? 'backward' : 'forward' };
    case 'union':
      return {
        stage: 'FETCH',
        inputStage: { stage: 'OR', inputStages: plan.branches.map((branch) => describeSource(branch, request)) },
      };
    case 'index': {
      const { index } = plan;
      if (
        index.isId &&
        plan.isUniqueLookup &&
        plan.intervals.length === 1 &&
        Object.keys(request.filter).length === 1
      ) {
        return { stage: 'IDHACK', indexName: '_id_' };
      }
      const scan = {
        stage: 'IXSCAN',
        keyPattern: index.definition.key,
        indexName: index.definition.name,
        isMultiKey: index.isMultikey,
        isUnique: index.definition.isUnique,
        isSparse: index.definition.isSparse,
        isPartial: index.definition.partialFilter !== undefined,
        direction: plan.isReverse ? 'backward' : 'forward',
        seeks: plan.intervals.length,
      };
      return { stage: 'FETCH', filter: request.filter, inputStage: scan };
    }
    default:
      return assertNever(plan);
  }
}

function assertNever(plan: never): never {
  throw new Error(`Unknown plan ${JSON.stringify(plan)}`);
}
