import { compileValueTest, compileFilter } from './match.js';
import { cloneValue, isDocument, type Document, type Value } from './values/document.js';
import { equalValues } from './values/compare.js';
import { StoreError } from './values/errors.js';
import { applyOperator, isUpdateOperator, type OperatorCall } from './update-operators.js';
import { locate, type ArrayFilter, type UpdateContext } from './update-paths.js';
import { runPipelineOn } from './update-pipeline.js';

/** An update made ready to be applied to many documents. */
export interface CompiledUpdate {
  /** Changes the document in place, or returns another that replaces it. */
  apply(document: Document, context: { position: number | undefined; isInsert: boolean }): Document;
  /** The top-level fields it may change; undefined when it may change any. */
  roots: ReadonlySet<string> | undefined;
  isReplacement: boolean;
}

/** Compiles the `u` of an update: operators, a replacement or a pipeline. */
export function compileUpdate(update: Value, arrayFilters: Value, variables: Document, now: Date): CompiledUpdate {
  if (Array.isArray(update)) return compilePipelineUpdate(update, variables);
  if (!isDocument(update)) throw new StoreError(9, 'Update argument must be either an object or an array');
  const names = Object.keys(update);
  if (!names.some((name) => name.startsWith('$'))) return compileReplacement(update, arrayFilters);
  const plain = names.find((name) => !name.startsWith('$'));
  if (plain !== undefined) {
    throw new StoreError(
      9,
      `Unknown modifier: ${plain}. Expected a valid update modifier or pipeline-style update specified as an array`,
    );
  }
  return compileOperators(update, arrayFilters, now);
}

function compileReplacement(replacement: Document, arrayFilters: Value): CompiledUpdate {
  if (Array.isArray(arrayFilters) && arrayFilters.length > 0) {
    throw new StoreError(9, 'arrayFilters may not be specified with a replacement-style update');
  }
  return {
    roots: undefined,
    isReplacement: true,
    apply: (document) => {
      const id = document['_id'];
      if (id === undefined) return withIdFirst(replacement['_id'], replacement);
      if (replacement['_id'] !== undefined && !equalValues(replacement['_id'], id)) throw immutableId();
      return withIdFirst(id, replacement);
    },
  };
}

function withIdFirst(id: Value, document: Document): Document {
  const { _id, ...rest } = cloneValue(document) as Document;
  return id === undefined ? rest : { _id: id, ...rest };
}

function compilePipelineUpdate(pipeline: Value[], variables: Document): CompiledUpdate {
  const run = runPipelineOn(pipeline, variables);
  return {
    roots: undefined,
    isReplacement: false,
    apply: (document) => {
      const changed = run(document);
      const id = document['_id'];
      if (id !== undefined && changed['_id'] === undefined) return { _id: id, ...changed };
      if (id !== undefined && !equalValues(changed['_id'], id)) throw immutableId();
      return changed;
    },
  };
}

function compileOperators(update: Document, arrayFilters: Value, now: Date): CompiledUpdate {
  const calls: OperatorCall[] = [];
  for (const operator of Object.keys(update)) {
    if (!isUpdateOperator(operator)) {
      throw new StoreError(
        9,
        `Unknown modifier: ${operator}. Expected a valid update modifier or pipeline-style update specified as an array`,
      );
    }
    const fields = update[operator];
    if (!isDocument(fields)) {
      throw new StoreError(
        9,
        `Modifiers operate on fields but we found type ${Array.isArray(fields) ? 'array' : typeof fields} instead. For example: {$mod: {<field>: ...}} not {${operator}: ${JSON.stringify(fields)}}`,
      );
    }
    for (const path of Object.keys(fields)) calls.push(readCall(operator, path, fields[path]));
  }
  const paths = calls.flatMap((call) =>
    call.operator === '$rename' ? [call.path, String(call.operand)] : [call.path],
  );
  assertNoConflicts(paths);
  const filters = compileArrayFilters(arrayFilters, paths);
  return {
    roots: new Set(paths.map((path) => path.split('.')[0] ?? '')),
    isReplacement: false,
    apply: (document, { position, isInsert }) => {
      const context: UpdateContext = { position, filters, isInsert, now };
      const id = document['_id'];
      for (const call of calls) applyOperator(document, call, context);
      if (id !== undefined && !equalValues(document['_id'], id)) throw immutableId();
      return document;
    },
  };
}

function readCall(operator: OperatorCall['operator'], path: string, operand: Value): OperatorCall {
  if (path === '') throw new StoreError(56, 'An empty update path is not valid.');
  const components = path.split('.');
  if (components.includes('')) {
    throw new StoreError(56, `The update path '${path}' contains an empty field name, which is not allowed.`);
  }
  const dollar = components.find((part) => part.startsWith('$') && !/^\$(\[.*\])?$/.test(part));
  if (dollar !== undefined && components.length === 1) {
    throw new StoreError(
      52,
      `The dollar ($) prefixed field '${path}' in '${path}' is not allowed in the context of an update's replacement document.`,
    );
  }
  if (operator === '$rename') {
    if (typeof operand !== 'string') throw new StoreError(2, `The 'to' field for $rename must be a string: ${path}`);
    if (operand === path)
      throw new StoreError(2, `The source and target field for $rename must differ: ${path}: "${operand}"`);
    if (/\$/.test(path)) throw new StoreError(2, `The source field for $rename may not be dynamic: ${path}`);
    if (/\$/.test(operand)) throw new StoreError(2, `The destination field for $rename may not be dynamic: ${operand}`);
  }
  return { operator, path, components, operand };
}

/** One path may not be changed twice, nor a path and something inside it. */
function assertNoConflicts(paths: string[]): void {
  const sorted = [...paths].sort();
  for (const [index, path] of sorted.entries()) {
    const next = sorted.slice(index + 1).find((other) => other === path || other.startsWith(`${path}.`));
    if (next !== undefined) {
      throw new StoreError(40, `Updating the path '${next}' would create a conflict at '${path}'`);
    }
  }
}

function compileArrayFilters(arrayFilters: Value, paths: string[]): Map<string, ArrayFilter> {
  const filters = new Map<string, ArrayFilter>();
  if (arrayFilters !== undefined && arrayFilters !== null) {
    if (!Array.isArray(arrayFilters)) throw new StoreError(14, 'arrayFilters must be an array');
    for (const filter of arrayFilters as Value[]) {
      if (!isDocument(filter)) throw new StoreError(14, 'Each array filter must be a document');
      const identifier = identifierOf(filter);
      if (filters.has(identifier)) {
        throw new StoreError(9, `Found multiple array filters with the same top-level field name ${identifier}`);
      }
      filters.set(identifier, compileArrayFilter(identifier, filter));
    }
  }
  assertFiltersMatchPaths(filters, paths);
  return filters;
}

function assertFiltersMatchPaths(filters: Map<string, ArrayFilter>, paths: string[]): void {
  const used = new Set(paths.flatMap((path) => [...path.matchAll(/\$\[([^\]]+)\]/g)].map((match) => match[1] ?? '')));
  for (const identifier of used) {
    if (!filters.has(identifier)) {
      throw new StoreError(
        2,
        `No array filter found for identifier '${identifier}' in path '${paths.find((path) => path.includes(`$[${identifier}]`))}'`,
      );
    }
  }
  for (const identifier of filters.keys()) {
    if (!used.has(identifier)) {
      throw new StoreError(9, `The array filter for identifier '${identifier}' was not used in the update`);
    }
  }
}

function identifierOf(filter: Document): string {
  const identifiers = new Set(identifiersIn(filter));
  const [identifier] = identifiers;
  if (identifier === undefined)
    throw new StoreError(9, 'Cannot use an expression without a top-level field name in arrayFilters');
  if (identifiers.size > 1) {
    throw new StoreError(
      9,
      `Error parsing array filter :: caused by :: Expected a single top-level field name, found '${[...identifiers].join("' and '")}'`,
    );
  }
  return identifier;
}

function identifiersIn(filter: Document): string[] {
  return Object.keys(filter).flatMap((name) => {
    if (!name.startsWith('$')) return [name.split('.')[0] ?? ''];
    const clauses = filter[name];
    return Array.isArray(clauses) ? clauses.filter(isDocument).flatMap(identifiersIn) : [];
  });
}

function compileArrayFilter(identifier: string, filter: Document): ArrayFilter {
  const names = Object.keys(filter);
  if (names.length === 1 && names[0] === identifier) return compileValueTest(filter[identifier]);
  const compiled = compileFilter(filter);
  return (item) => compiled.matches({ [identifier]: item });
}

/** MongoDB's refusal of a changed `_id`. */
export function immutableId(): StoreError {
  return new StoreError(66, "Performing an update on the path '_id' would modify the immutable field '_id'");
}

/** The document an upsert starts from: the fields that the filter fixes by equality. */
export function upsertSeed(filter: Document, isReplacement: boolean): Document {
  const seed: Document = {};
  const context: UpdateContext = { position: undefined, filters: new Map(), isInsert: true, now: new Date(0) };
  for (const [path, value] of equalitiesOf(filter)) {
    if (isReplacement && path !== '_id') continue;
    const [place] = locate(seed, path.split('.'), context, true);
    if (place) place.write(cloneValue(value));
  }
  return seed;
}

function equalitiesOf(filter: Document): [string, Value][] {
  return Object.keys(filter).flatMap((name): [string, Value][] => {
    const condition = filter[name];
    if (name === '$and' || (name === '$or' && Array.isArray(condition) && condition.length === 1)) {
      return Array.isArray(condition) ? condition.filter(isDocument).flatMap(equalitiesOf) : [];
    }
    if (name.startsWith('$')) return [];
    if (!isDocument(condition)) return isPlainEquality(condition) ? [[name, condition]] : [];
    const operators = Object.keys(condition);
    if (operators.length === 0 || !operators.some((operator) => operator.startsWith('$'))) return [[name, condition]];
    if ('$eq' in condition) return [[name, condition['$eq']]];
    const list = condition['$in'];
    if (Array.isArray(list) && list.length === 1 && isPlainEquality(list[0])) return [[name, list[0]]];
    const all = condition['$all'];
    return Array.isArray(all) && all.length === 1 && !isDocument(all[0]) ? [[name, all[0]]] : [];
  });
}

function isPlainEquality(value: Value): boolean {
  const name = typeof value === 'object' && value !== null ? value.constructor.name : '';
  return name !== 'BSONRegExp' && name !== 'RegExp';
}
