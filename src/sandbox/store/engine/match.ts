import { compareValues, equalValues, Rank, rankOf } from './values/compare.js';
import { isDocument, type Document, type Value } from './values/document.js';
import { StoreError } from './values/errors.js';
import { isNumberValue, toNumber } from './values/numbers.js';
import { valuesAt } from './values/paths.js';
import { compileExpression } from './expression.js';
import { anyValue, negate, notePosition, type FieldTest, type MatchTrace } from './field-test.js';
import { compileBits } from './match-bits.js';
import { compileType } from './match-type.js';
import { isRegexValue, toRegExp } from './regex.js';

/** A filter made ready to be asked many times. */
export interface CompiledFilter {
  matches(document: Document, trace?: MatchTrace): boolean;
  /** The top-level fields the filter reads; undefined when it may read any. */
  roots: ReadonlySet<string> | undefined;
  /** Whether it has no conditions at all. */
  isEmpty: boolean;
}

type Test = (document: Value, trace: MatchTrace | undefined) => boolean;

/** What the compiler of one filter knows and collects. */
interface Compilation {
  roots: Set<string>;
  readsAnything: boolean;
  variables: Document;
}

/** Compiles a filter document; refuses what MongoDB refuses, with its codes. */
export function compileFilter(filter: Document, variables: Document = {}): CompiledFilter {
  const compilation: Compilation = { roots: new Set(), readsAnything: false, variables };
  const test = compileClauses(filter, compilation);
  return {
    matches: test,
    roots: compilation.readsAnything ? undefined : compilation.roots,
    isEmpty: Object.keys(filter).length === 0,
  };
}

/** Compiles the condition of one value, as `$pull` and arrayFilters use it: `{ $gt: 3 }` or a plain value. */
export function compileValueTest(condition: Value, variables: Document = {}): (value: Value) => boolean {
  const compilation: Compilation = { roots: new Set(), readsAnything: false, variables };
  const tests = compileCondition(condition, compilation);
  return (value) => tests([{ value, position: undefined }], undefined);
}

function compileClauses(filter: Document, compilation: Compilation): Test {
  const tests = Object.keys(filter).map((name) => compileClause(name, filter[name], compilation));
  const [first] = tests;
  if (tests.length === 1 && first) return first;
  return (document, trace) => tests.every((test) => test(document, trace));
}

function compileClause(name: string, condition: Value, compilation: Compilation): Test {
  if (!name.startsWith('$')) return compileField(name, condition, compilation);
  switch (name) {
    case '$and': {
      const tests = clauseList(name, condition, compilation);
      return (document, trace) => tests.every((test) => test(document, trace));
    }
    case '$or': {
      const tests = clauseList(name, condition, compilation);
      return (document, trace) => tests.some((test) => test(document, trace));
    }
    case '$nor': {
      const tests = clauseList(name, condition, compilation);
      return (document) => !tests.some((test) => test(document, undefined));
    }
    case '$expr': {
      compilation.readsAnything = true;
      const evaluate = compileExpression(condition, compilation.variables);
      return (document) => isTruthy(evaluate(document as Document));
    }
    case '$comment':
      return () => true;
    case '$where':
      throw new StoreError(2, 'no globalScriptEngine in $where parsing');
    case '$text':
      throw new StoreError(27, 'text index required for $text query');
    case '$jsonSchema':
      throw new StoreError(238, '$jsonSchema is not supported by this store');
    case '$alwaysTrue':
      return () => true;
    case '$alwaysFalse':
      return () => false;
    default:
      throw new StoreError(
        2,
        `unknown top level operator: ${name}. If you have a field name that starts with a '$' symbol, consider using $getField or $setField.`,
      );
  }
}

function clauseList(name: string, clauses: Value, compilation: Compilation): Test[] {
  if (!Array.isArray(clauses)) throw new StoreError(2, `${name} must be an array`);
  if (clauses.length === 0) throw new StoreError(2, '$and/$or/$nor must be a nonempty array');
  return clauses.map((clause: Value) => {
    if (!isDocument(clause)) throw new StoreError(2, '$or/$and/$nor entries need to be full objects');
    return compileClauses(clause, compilation);
  });
}

function isTruthy(value: Value): boolean {
  if (value === undefined || value === null || value === false) return false;
  return !isNumberValue(value) || toNumber(value) !== 0;
}

function compileField(path: string, condition: Value, compilation: Compilation): Test {
  const components = path.split('.');
  const [root = ''] = components;
  compilation.roots.add(root);
  const test = compileCondition(condition, compilation);
  if (components.length === 1) {
    return (document, trace) =>
      test(
        [
          {
            value: Object.hasOwn(document as Document, root) ? (document as Document)[root] : undefined,
            position: undefined,
          },
        ],
        trace,
      );
  }
  return (document, trace) => test(valuesAt(document, components), trace);
}

function compileCondition(condition: Value, compilation: Compilation): FieldTest {
  if (isRegexValue(condition)) return compileRegex(condition, undefined);
  if (!isOperatorDocument(condition)) return compileEquality(condition);
  const tests = Object.keys(condition)
    .filter((name) => name !== '$options')
    .map((name) => compileOperator(name, condition[name], condition, compilation));
  if ('$options' in condition && !('$regex' in condition)) throw new StoreError(2, '$options needs a $regex');
  const [first] = tests;
  if (tests.length === 1 && first) return first;
  return (found, trace) => tests.every((test) => test(found, trace));
}

/** Whether a condition is `{ $operator: ... }`; a mixture of operators and fields is refused. */
export function isOperatorDocument(condition: Value): condition is Document {
  if (!isDocument(condition)) return false;
  const [first] = Object.keys(condition);
  if (first === undefined || !first.startsWith('$') || first === '$ref' || first === '$id') return false;
  const plain = Object.keys(condition).find((name) => !name.startsWith('$'));
  if (plain !== undefined) throw new StoreError(2, `unknown operator: ${plain}`);
  return true;
}

function compileOperator(name: string, operand: Value, all: Document, compilation: Compilation): FieldTest {
  switch (name) {
    case '$eq':
      return compileEquality(operand);
    case '$ne':
      return negate(compileEquality(operand));
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      if (isRegexValue(operand)) throw new StoreError(2, `Can't have RegEx as arg to predicate over field.`);
      return compileComparison(name, operand);
    case '$in':
      return compileIn(operand, '$in');
    case '$nin':
      return negate(compileIn(operand, '$nin'));
    case '$exists': {
      const wanted = isTruthy(operand);
      return (found) => found.some(({ value }) => value !== undefined) === wanted;
    }
    case '$not':
      return compileNot(operand, compilation);
    case '$type':
      return compileType(operand);
    case '$regex':
      return compileRegex(operand, all['$options']);
    case '$mod':
      return compileMod(operand);
    case '$size':
      return compileSize(operand);
    case '$all':
      return compileAll(operand, compilation);
    case '$elemMatch':
      return compileElementMatch(operand, compilation);
    case '$bitsAllSet':
    case '$bitsAllClear':
    case '$bitsAnySet':
    case '$bitsAnyClear':
      return compileBits(name, operand);
    case '$near':
    case '$nearSphere':
    case '$geoWithin':
    case '$geoIntersects':
      throw new StoreError(291, `unable to find index for ${name} query: this store has no geo indexes`);
    case '$where':
      throw new StoreError(2, '$where cannot be applied to a field');
    default:
      throw new StoreError(2, `unknown operator: ${name}`);
  }
}

function compileEquality(operand: Value): FieldTest {
  if (operand === null || operand === undefined) return anyValue((value) => value === null || value === undefined);
  if (typeof operand === 'string' || typeof operand === 'boolean') {
    return anyValue((value) => value === operand || (typeof value === 'object' && equalValues(value, operand)));
  }
  return anyValue((value) => equalValues(value, operand));
}

function compileComparison(name: '$gt' | '$gte' | '$lt' | '$lte', operand: Value): FieldTest {
  const rank = rankOf(operand);
  const accepts = ORDER_TESTS[name];
  if (rank === Rank.null || rank === Rank.undefined) {
    const includesEqual = name === '$gte' || name === '$lte';
    return includesEqual ? compileEquality(null) : () => false;
  }
  if (rank === Rank.minKey || rank === Rank.maxKey) {
    return anyValue((value) => accepts(compareValues(value === undefined ? null : value, operand)));
  }
  if (isNumberValue(operand) && Number.isNaN(toNumber(operand))) {
    const includesEqual = name === '$gte' || name === '$lte';
    return anyValue((value) => includesEqual && isNumberValue(value) && Number.isNaN(toNumber(value)));
  }
  return anyValue(
    (value) =>
      rankOf(value) === rank &&
      accepts(compareValues(value, operand)) &&
      !(isNumberValue(value) && Number.isNaN(toNumber(value))),
  );
}

const ORDER_TESTS = {
  $gt: (order: number): boolean => order > 0,
  $gte: (order: number): boolean => order >= 0,
  $lt: (order: number): boolean => order < 0,
  $lte: (order: number): boolean => order <= 0,
};

/** From this many values on, a set of their simple ones is faster than asking one after the other. */
const IN_SET_FROM = 8;

function compileIn(operand: Value, name: string): FieldTest {
  if (!Array.isArray(operand)) throw new StoreError(2, `${name} needs an array`);
  const values: Value[] = operand;
  for (const value of values) {
    if (isOperatorDocument(value)) throw new StoreError(2, `cannot nest $ under ${name}`);
  }
  const patterns = values.filter(isRegexValue).map((value) => toRegExp(value, undefined));
  const plain = values.filter((value) => !isRegexValue(value));
  const includesNull = plain.some((value) => value === null || value === undefined);
  const isInPlain = compileMembership(plain);
  return anyValue((value) => {
    if (value === undefined || value === null) return includesNull;
    return isInPlain(value) || patterns.some((pattern) => typeof value === 'string' && pattern.test(value));
  });
}

function compileMembership(values: Value[]): (value: Value) => boolean {
  if (values.length < IN_SET_FROM) return (value) => values.some((candidate) => equalValues(value, candidate));
  const keys = new Set<string>();
  const rest: Value[] = [];
  for (const value of values) {
    const key = simpleKey(value);
    if (key === undefined) rest.push(value);
    else keys.add(key);
  }
  return (value) => {
    const key = simpleKey(value);
    if (key !== undefined) return keys.has(key);
    return rest.length > 0 && rest.some((candidate) => equalValues(value, candidate));
  };
}

/** A text that is equal for equal values of the kinds it knows; other kinds never equal these. */
function simpleKey(value: Value): string | undefined {
  const rank = rankOf(value);
  if (rank === Rank.string) return `s${String(value)}`;
  if (rank === Rank.objectId) return `o${String(value)}`;
  return undefined;
}

function compileNot(operand: Value, compilation: Compilation): FieldTest {
  if (isRegexValue(operand)) return negate(compileRegex(operand, undefined));
  if (!isDocument(operand)) throw new StoreError(2, '$not needs a regex or a document');
  if (!isOperatorDocument(operand)) throw new StoreError(2, '$not cannot be empty');
  return negate(compileCondition(operand, compilation));
}

function compileRegex(pattern: Value, options: Value): FieldTest {
  const regex = toRegExp(pattern, options);
  const test = anyValue((value) => typeof value === 'string' && regex.test(value));
  if (!isRegexValue(pattern)) return test;
  const same = anyValue((value) => isRegexValue(value) && equalValues(value, pattern));
  return (found, trace) => test(found, trace) || same(found, trace);
}

function compileMod(operand: Value): FieldTest {
  if (!Array.isArray(operand)) throw new StoreError(2, 'malformed mod, needs to be an array');
  if (operand.length !== 2) {
    throw new StoreError(2, `malformed mod, ${operand.length < 2 ? 'not enough' : 'too many'} elements`);
  }
  const [divisorValue, remainderValue] = operand as Value[];
  if (!isNumberValue(divisorValue) || !isNumberValue(remainderValue)) {
    throw new StoreError(2, 'malformed mod, divisor and remainder must be numbers');
  }
  const divisor = Math.trunc(toNumber(divisorValue));
  const remainder = Math.trunc(toNumber(remainderValue));
  if (divisor === 0) throw new StoreError(2, 'divisor cannot be 0');
  return anyValue((value) => isNumberValue(value) && Math.trunc(toNumber(value)) % divisor === remainder);
}

function compileSize(operand: Value): FieldTest {
  if (!isNumberValue(operand)) throw new StoreError(2, '$size needs a number');
  const size = toNumber(operand);
  if (!Number.isInteger(size)) throw new StoreError(2, `Failed to parse $size. Expected an integer: $size: ${size}`);
  if (size < 0) throw new StoreError(2, `Failed to parse $size. Expected a non-negative number in: $size: ${size}`);
  return (found) => found.some(({ value }) => Array.isArray(value) && value.length === size);
}

function compileAll(operand: Value, compilation: Compilation): FieldTest {
  if (!Array.isArray(operand)) throw new StoreError(2, '$all needs an array');
  if (operand.length === 0) return () => false;
  const tests = operand.map((item: Value) => {
    if (isDocument(item) && '$elemMatch' in item) return compileElementMatch(item['$elemMatch'], compilation);
    if (isOperatorDocument(item)) throw new StoreError(2, 'no $ expressions in $all');
    return compileCondition(item, compilation);
  });
  return (found, trace) => tests.every((test) => test(found, trace));
}

function compileElementMatch(operand: Value, compilation: Compilation): FieldTest {
  if (!isDocument(operand)) throw new StoreError(2, '$elemMatch needs an Object');
  const test = compileElementTest(operand, compilation.variables);
  return (found, trace) =>
    found.some(({ value, position }) => {
      if (!Array.isArray(value)) return false;
      const at = value.findIndex((item: Value) => test(item));
      if (at < 0) return false;
      notePosition(trace, position ?? at);
      return true;
    });
}

/** Compiles the operand of `$elemMatch`: conditions on the item itself, or a filter on its fields. */
export function compileElementTest(operand: Document, variables: Document = {}): (item: Value) => boolean {
  const [first] = Object.keys(operand);
  const compilation: Compilation = { roots: new Set(), readsAnything: false, variables };
  if (first !== undefined && first.startsWith('$') && !LOGICAL.has(first)) {
    const test = compileCondition(operand, compilation);
    return (item) => test([{ value: item, position: undefined }], undefined);
  }
  const test = compileClauses(operand, compilation);
  return (item) => (isDocument(item) || Array.isArray(item)) && test(asDocument(item), undefined);
}

const LOGICAL = new Set(['$and', '$or', '$nor', '$expr', '$where']);

/** An array item is matched by position: `{ '0': 1 }`. */
function asDocument(item: Document | Value[]): Document {
  return Array.isArray(item) ? Object.fromEntries(item.map((value, at) => [String(at), value])) : item;
}
