import { assertKnownOperators, assertNoScripts } from './engine/expression.js';
import { isDocument, type Document, type Value } from './engine/values/document.js';
import { StoreError } from './engine/values/errors.js';
import { isNumberValue, toNumber } from './engine/values/numbers.js';

/** One stage: its name and its operand. */
export interface Stage {
  name: string;
  operand: Value;
}

/** Stages that mingo runs as they are. */
const MINGO_STAGES = new Set([
  '$addFields',
  '$bucketAuto',
  '$densify',
  '$documents',
  '$fill',
  '$graphLookup',
  '$group',
  '$project',
  '$redact',
  '$replaceRoot',
  '$replaceWith',
  '$sample',
  '$set',
  '$setWindowFields',
  '$sortByCount',
  '$unwind',
]);

const OWN_STAGES = new Set([
  '$bucket',
  '$count',
  '$facet',
  '$limit',
  '$lookup',
  '$match',
  '$skip',
  '$sort',
  '$unionWith',
  '$unset',
]);

/** Stages at the end that write; the aggregate command runs them. */
export const WRITING_STAGES = new Set(['$out', '$merge']);

/** Reads a pipeline; refuses stages that do not exist. */
export function parsePipeline(pipeline: Value): Stage[] {
  if (!Array.isArray(pipeline)) throw new StoreError(14, "'pipeline' option must be specified as an array");
  return pipeline.map((item: Value, at) => {
    if (!isDocument(item)) throw new StoreError(14, 'Each element of the pipeline array must be an object');
    const names = Object.keys(item);
    const [name = ''] = names;
    if (names.length !== 1) {
      throw new StoreError(40323, 'A pipeline stage specification object must contain exactly one field.');
    }
    assertStage(name, item[name], at === pipeline.length - 1);
    return { name, operand: item[name] };
  });
}

function assertStage(name: string, operand: Value, isLast: boolean): void {
  if (name === '$changeStream') {
    throw new StoreError(40573, 'The $changeStream stage is only supported on replica sets');
  }
  if (WRITING_STAGES.has(name)) {
    if (!isLast) throw new StoreError(40601, `${name} can only be the final stage in the pipeline`);
  } else if (name === '$geoNear' || name === '$search' || name === '$searchMeta' || name === '$vectorSearch') {
    throw new StoreError(238, `${name} is not supported by this store`);
  } else if (!MINGO_STAGES.has(name) && !OWN_STAGES.has(name)) {
    throw new StoreError(40324, `Unrecognized pipeline stage name: '${name}'`);
  }
  assertNoScripts(operand);
  if (name === '$limit' || name === '$skip') stageCount(name, operand);
  if (name === '$match') matchOperand(operand);
  if (EXPRESSION_STAGES.has(name)) assertKnownOperators(operand);
}

const EXPRESSION_STAGES = new Set(['$addFields', '$set', '$project', '$replaceRoot', '$replaceWith']);

/** The filter of a `$match`. */
export function matchOperand(operand: Value): Document {
  if (!isDocument(operand)) throw new StoreError(15959, 'the match filter must be an expression in an object');
  return operand;
}

/** The number of a `$limit` or `$skip`. */
export function stageCount(name: string, operand: Value): number {
  const count = isNumberValue(operand) ? toNumber(operand) : Number.NaN;
  if (!Number.isInteger(count))
    throw new StoreError(
      name === '$limit' ? 2107201 : 5107200,
      `invalid argument to ${name} stage: Expected an integer`,
    );
  if (name === '$limit' && count <= 0) throw new StoreError(15958, 'the limit must be positive');
  if (count < 0) throw new StoreError(5107200, `invalid argument to ${name} stage: Expected a non-negative number`);
  return count;
}
