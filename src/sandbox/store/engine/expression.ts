import { BSONRegExp, Double, Int32, Long } from 'bson';
import { Context, evalExpr } from 'mingo/core';
import * as accumulators from 'mingo/operators/accumulator';
import * as expressions from 'mingo/operators/expression';
import * as stages from 'mingo/operators/pipeline';
import * as projections from 'mingo/operators/projection';
import * as queries from 'mingo/operators/query';
import * as windows from 'mingo/operators/window';
import type { Options } from 'mingo/types';
import { readTruncateRequest, truncateDate } from './date-trunc.js';
import { compareValues, equalValues } from './values/compare.js';
import { isDocument, setField, type Document, type Value } from './values/document.js';
import { StoreError } from './values/errors.js';
import { isNumberValue } from './values/numbers.js';

/** Hands out the options that mingo has built, so that they are not built again for every document. */
const CAPTURE = '$captureOptions';

/** Comparisons in expressions follow MongoDB's order of types, which mingo only knows for JavaScript's own types. */
function comparison(accepts: (order: number) => boolean) {
  return (document: unknown, operands: unknown, options: Options): boolean => {
    const [left, right] = evalExpr(document, operands, options) as Value[];
    return accepts(compareValues(left, right));
  };
}

const OVERRIDES = {
  $eq: comparison((order) => order === 0),
  $ne: comparison((order) => order !== 0),
  $gt: comparison((order) => order > 0),
  $gte: comparison((order) => order >= 0),
  $lt: comparison((order) => order < 0),
  $lte: comparison((order) => order <= 0),
  $cmp: (document: unknown, operands: unknown, options: Options): number => {
    const [left, right] = evalExpr(document, operands, options) as Value[];
    return compareValues(left, right);
  },
  $in: (document: unknown, operands: unknown, options: Options): boolean => {
    const [item, list] = evalExpr(document, operands, options) as Value[];
    if (!Array.isArray(list)) throw new StoreError(40081, '$in requires an array as a second argument');
    return list.some((candidate: Value) => equalValues(candidate, item));
  },
  $dateTrunc: (document: unknown, operands: unknown, options: Options): Date | null => {
    const request = readTruncateRequest(evalExpr(document, operands, options));
    return request ? truncateDate(request) : null;
  },
  [CAPTURE]: (_document: unknown, receive: unknown, options: Options): null => {
    (receive as (options: Options) => void)(options);
    return null;
  },
};

/** mingo's operators, with the comparisons of this store. */
export const MINGO_CONTEXT = Context.init({
  accumulator: accumulators,
  expression: { ...expressions, ...OVERRIDES },
  pipeline: stages,
  projection: projections,
  query: queries,
  window: windows,
});

/** The options mingo runs with. It needs scripts for its own windows; those of clients are refused before. */
export function mingoOptions(variables: Document): Partial<Options> {
  return { context: MINGO_CONTEXT, variables, scriptEnabled: true };
}

/** Compiles an aggregation expression to a function of a document; mingo evaluates it. */
export function compileExpression(expression: Value, variables: Document = {}): (document: Document) => Value {
  assertKnownOperators(expression);
  assertNoScripts(expression);
  const plain = toPlain(expression);
  const options = captureOptions(variables);
  return (document) => {
    const root = toPlain(document) as Document;
    options.update({ root });
    try {
      return evalExpr(root, plain, options);
    } catch (cause) {
      throw asStoreError(cause);
    }
  };
}

interface ReusableOptions extends Options {
  update(locals: { root: Document }): void;
}

function captureOptions(variables: Document): ReusableOptions {
  let captured: Options | undefined;
  const receive = (options: Options): void => {
    captured = options;
  };
  evalExpr({}, { [CAPTURE]: receive }, mingoOptions(variables) as Options);
  if (!captured) throw new Error('mingo did not hand over its options');
  return captured as ReusableOptions;
}

/** An error of mingo as an error a client may see. */
export function asStoreError(cause: unknown): StoreError {
  if (cause instanceof StoreError) return cause;
  return new StoreError(2, cause instanceof Error ? cause.message : String(cause));
}

/** Refuses operators that run JavaScript, wherever they stand. */
export function assertNoScripts(expression: Value): void {
  if (Array.isArray(expression)) {
    expression.forEach(assertNoScripts);
  } else if (isDocument(expression)) {
    const script = SCRIPT_OPERATORS.find((name) => name in expression);
    if (script) throw new StoreError(2, `${script} is not supported by this store: it runs no JavaScript`);
    Object.values(expression).forEach(assertNoScripts);
  }
}

const SCRIPT_OPERATORS = ['$function', '$accumulator', '$where'];

/** Refuses an expression operator that does not exist, before any document is read. */
export function assertKnownOperators(expression: Value): void {
  if (Array.isArray(expression)) {
    expression.forEach(assertKnownOperators);
  } else if (isDocument(expression)) {
    const [first] = Object.keys(expression);
    if (first === '$literal') return;
    if (first?.startsWith('$') && !(first in expressions) && !(first in accumulators)) {
      throw new StoreError(168, `Unrecognized expression '${first}'`);
    }
    Object.values(expression).forEach(assertKnownOperators);
  }
}

/**
 * A value in the form mingo computes with: doubles and longs as numbers. A long beyond the safe integers and a Decimal128 stay
 * as they are and pass through unchanged.
 */
export function toPlain(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(toPlain);
  if (isDocument(value)) {
    const copy: Document = {};
    for (const name of Object.keys(value)) setField(copy, name, toPlain(value[name]));
    return copy;
  }
  if (value instanceof Double || value instanceof Int32) return value.value;
  if (value instanceof Long && isNumberValue(value)) {
    const number = value.toNumber();
    return Number.isSafeInteger(number) ? number : value;
  }
  if (value instanceof BSONRegExp) return new RegExp(value.pattern, value.options.replace(/[^ims]/g, ''));
  return value;
}

/** Gives numbers that did not change on their way through mingo the type that they had. */
export function restoreTypes(before: Value, after: Value): Value {
  if (isNumberValue(before) && isNumberValue(after)) return equalValues(before, after) ? before : after;
  if (Array.isArray(before) && Array.isArray(after)) {
    return after.map((item: Value, at) => restoreTypes(before[at] as Value, item));
  }
  if (isDocument(before) && isDocument(after)) {
    const restored: Document = {};
    for (const name of Object.keys(after)) setField(restored, name, restoreTypes(before[name], after[name]));
    return restored;
  }
  if (before instanceof BSONRegExp && after instanceof RegExp) return before;
  return after;
}
