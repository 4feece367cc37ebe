import { Long, Timestamp } from 'bson';
import { compileElementTest, compileValueTest, isOperatorDocument } from './match.js';
import { parseSort, sortBy } from './sort.js';
import { isRegexValue } from './regex.js';
import { locate, type Place, type UpdateContext } from './update-paths.js';
import { compareValues, equalValues } from './values/compare.js';
import { cloneValue, isDocument, type Document, type Value } from './values/document.js';
import { StoreError } from './values/errors.js';
import { addNumbers, isNumberValue, kindOf, multiplyNumbers, toNumber, type NumberValue } from './values/numbers.js';

const OPERATORS = [
  '$set',
  '$unset',
  '$inc',
  '$mul',
  '$min',
  '$max',
  '$rename',
  '$setOnInsert',
  '$currentDate',
  '$push',
  '$addToSet',
  '$pull',
  '$pullAll',
  '$pop',
  '$bit',
] as const;

type Operator = (typeof OPERATORS)[number];

/** One operator applied to one path. */
export interface OperatorCall {
  operator: Operator;
  path: string;
  components: readonly string[];
  operand: Value;
}

/** Whether a name is an update operator that MongoDB has. */
export function isUpdateOperator(name: string): name is Operator {
  return (OPERATORS as readonly string[]).includes(name);
}

/** Applies one operator to a document, in place. */
export function applyOperator(document: Document, call: OperatorCall, context: UpdateContext): void {
  switch (call.operator) {
    case '$set':
      return eachPlace(document, call, context, (place) => place.write(cloneValue(call.operand)));
    case '$setOnInsert':
      if (!context.isInsert) return undefined;
      return eachPlace(document, call, context, (place) => place.write(cloneValue(call.operand)));
    case '$unset':
      return locate(document, call.components, context, false).forEach((place) => place.remove());
    case '$inc':
      return eachPlace(document, call, context, (place) => increment(place, call));
    case '$mul':
      return eachPlace(document, call, context, (place) => multiply(place, call));
    case '$min':
      return eachPlace(document, call, context, (place) => keepExtreme(place, call.operand, -1));
    case '$max':
      return eachPlace(document, call, context, (place) => keepExtreme(place, call.operand, 1));
    case '$rename':
      return rename(document, call, context);
    case '$currentDate':
      return eachPlace(document, call, context, (place) => place.write(currentDate(call.operand, context.now)));
    case '$push':
      return eachPlace(document, call, context, (place) => push(place, call));
    case '$addToSet':
      return eachPlace(document, call, context, (place) => addToSet(place, call));
    case '$pull':
      return eachArray(document, call, context, (items) => items.filter(keepUnpulled(call.operand)));
    case '$pullAll':
      return eachArray(document, call, context, (items) => pullAll(items, call.operand));
    case '$pop':
      return pop(document, call, context);
    case '$bit':
      return eachPlace(document, call, context, (place) => applyBits(place, call));
  }
}

function eachPlace(document: Document, call: OperatorCall, context: UpdateContext, act: (place: Place) => void): void {
  locate(document, call.components, context, true).forEach(act);
}

function eachArray(
  document: Document,
  call: OperatorCall,
  context: UpdateContext,
  change: (items: Value[]) => Value[],
): void {
  for (const place of locate(document, call.components, context, false)) {
    if (place.value === undefined) continue;
    if (!Array.isArray(place.value)) {
      throw new StoreError(2, `Cannot apply ${call.operator} to a non-array value`);
    }
    place.write(change(place.value));
  }
}

function increment(place: Place, call: OperatorCall): void {
  place.write(
    place.value === undefined ? numericOperand(call) : addNumbers(currentNumber(place, call), numericOperand(call)),
  );
}

function multiply(place: Place, call: OperatorCall): void {
  const factor = numericOperand(call);
  place.write(multiplyNumbers(place.value === undefined ? 0 : currentNumber(place, call), factor));
}

function numericOperand(call: OperatorCall): NumberValue {
  if (isNumberValue(call.operand)) return call.operand;
  const verb = call.operator === '$inc' ? 'increment' : 'multiply';
  throw new StoreError(14, `Cannot ${verb} with non-numeric argument: {${call.path}: ${JSON.stringify(call.operand)}}`);
}

function currentNumber(place: Place, call: OperatorCall): NumberValue {
  if (isNumberValue(place.value)) return place.value;
  throw new StoreError(
    14,
    `Cannot apply ${call.operator} to a value of non-numeric type. The field '${call.path}' is of non-numeric type ${typeName(place.value)}`,
  );
}

function typeName(value: Value): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  return value instanceof Date ? 'date' : typeof value;
}

function keepExtreme(place: Place, operand: Value, direction: 1 | -1): void {
  if (place.value === undefined || compareValues(operand, place.value) * direction > 0)
    place.write(cloneValue(operand));
}

function rename(document: Document, call: OperatorCall, context: UpdateContext): void {
  const [source] = locate(document, call.components, context, false);
  if (!source || source.value === undefined) return;
  const value = source.value;
  source.remove();
  locate(document, String(call.operand).split('.'), context, true).forEach((target) => target.write(value));
}

function currentDate(operand: Value, now: Date): Value {
  if (operand === true || operand === false) return now;
  const type = isDocument(operand) ? operand['$type'] : undefined;
  if (type === 'date') return now;
  if (type === 'timestamp') return new Timestamp({ t: Math.floor(now.getTime() / 1000), i: 1 });
  throw new StoreError(
    2,
    `The '$type' string field is required to be 'date' or 'timestamp': {$currentDate: {field : {$type: 'date'}}}`,
  );
}

function push(place: Place, call: OperatorCall): void {
  const current = existingArray(place, call);
  const operand = call.operand;
  if (!isDocument(operand) || !('$each' in operand)) {
    place.write([...current, cloneValue(operand)]);
    return;
  }
  const each = operand['$each'];
  if (!Array.isArray(each))
    throw new StoreError(2, `The argument to $each in $push must be an array but it was of type: ${typeName(each)}`);
  for (const name of Object.keys(operand)) {
    if (!PUSH_CLAUSES.has(name)) throw new StoreError(2, `Unrecognized clause in $push: ${name}`);
  }
  const position = wholeNumber(operand['$position'], '$position') ?? current.length;
  const at = position < 0 ? Math.max(0, current.length + position) : Math.min(position, current.length);
  const added = [...current.slice(0, at), ...each.map(cloneValue), ...current.slice(at)];
  place.write(slice(sortPushed(added, operand['$sort']), wholeNumber(operand['$slice'], '$slice')));
}

const PUSH_CLAUSES = new Set(['$each', '$slice', '$sort', '$position']);

function wholeNumber(value: Value, clause: string): number | undefined {
  if (value === undefined) return undefined;
  if (isNumberValue(value) && Number.isInteger(toNumber(value))) return toNumber(value);
  throw new StoreError(2, `The value for ${clause} must be an integer value`);
}

function sortPushed(items: Value[], sort: Value): Value[] {
  if (sort === undefined) return items;
  if (isNumberValue(sort)) {
    const direction = toNumber(sort);
    if (direction !== 1 && direction !== -1) throw new StoreError(2, 'The $sort element value must be either 1 or -1');
    return [...items].sort((left, right) => compareValues(left, right) * direction);
  }
  return sortBy(items, parseSort(sort), (item) => (isDocument(item) ? item : {}));
}

function slice(items: Value[], count: number | undefined): Value[] {
  if (count === undefined) return items;
  if (count === 0) return [];
  return count < 0 ? items.slice(count) : items.slice(0, count);
}

function existingArray(place: Place, call: OperatorCall): Value[] {
  if (place.value === undefined) return [];
  if (Array.isArray(place.value)) return place.value;
  if (call.operator === '$addToSet') {
    throw new StoreError(
      2,
      `Cannot apply $addToSet to non-array field. Field named '${call.components.at(-1)}' has non-array type ${typeName(place.value)}`,
    );
  }
  throw new StoreError(2, `The field '${call.path}' must be an array but is of type ${typeName(place.value)}`);
}

function addToSet(place: Place, call: OperatorCall): void {
  const current = existingArray(place, call);
  const operand = call.operand;
  const isEach = isDocument(operand) && '$each' in operand;
  const added: Value = isEach ? operand['$each'] : [operand];
  if (!Array.isArray(added))
    throw new StoreError(
      14,
      `The argument to $each in $addToSet must be an array but it was of type ${typeName(added)}`,
    );
  const result = [...current];
  for (const item of added as Value[]) {
    if (!result.some((existing) => equalValues(existing, item))) result.push(cloneValue(item));
  }
  if (result.length !== current.length || place.value === undefined) place.write(result);
}

function keepUnpulled(condition: Value): (item: Value) => boolean {
  if (isDocument(condition) && !isOperatorDocument(condition)) {
    const matches = compileElementTest(condition);
    return (item) => !(isDocument(item) && matches(item));
  }
  if (isRegexValue(condition) || isDocument(condition)) {
    const matches = compileValueTest(condition);
    return (item) => !matches(item);
  }
  return (item) => !equalValues(item, condition);
}

function pullAll(items: Value[], operand: Value): Value[] {
  if (!Array.isArray(operand))
    throw new StoreError(2, `$pullAll requires an array argument but was given a ${typeName(operand)}`);
  return items.filter((item) => !operand.some((unwanted: Value) => equalValues(unwanted, item)));
}

function pop(document: Document, call: OperatorCall, context: UpdateContext): void {
  const end = isNumberValue(call.operand) ? toNumber(call.operand) : 0;
  if (end !== 1 && end !== -1) throw new StoreError(9, `$pop expects 1 or -1, found: ${JSON.stringify(call.operand)}`);
  for (const place of locate(document, call.components, context, false)) {
    if (place.value === undefined) continue;
    if (!Array.isArray(place.value)) {
      throw new StoreError(14, `Path '${call.path}' contains an element of non-array type '${typeName(place.value)}'`);
    }
    place.write(end === 1 ? place.value.slice(0, -1) : place.value.slice(1));
  }
}

function applyBits(place: Place, call: OperatorCall): void {
  if (!isDocument(call.operand)) throw new StoreError(2, 'The $bit modifier is not compatible with a non-document');
  if (place.value !== undefined && !(isNumberValue(place.value) && kindOf(place.value) !== 'double')) {
    throw new StoreError(
      2,
      `Cannot apply $bit to a value of non-integral type. The field '${call.path}' is of type ${typeName(place.value)}`,
    );
  }
  const start: NumberValue = isNumberValue(place.value) ? place.value : 0;
  let isLong = kindOf(start) === 'long';
  let bits = BigInt(String(start));
  for (const name of Object.keys(call.operand)) {
    const operand = call.operand[name];
    if (!isNumberValue(operand) || kindOf(operand) === 'double')
      throw new StoreError(2, 'The $bit modifier field must be an Integer(32/64 bit)');
    isLong ||= kindOf(operand) === 'long';
    const mask = BigInt(String(operand));
    if (name === 'and') bits &= mask;
    else if (name === 'or') bits |= mask;
    else if (name === 'xor') bits ^= mask;
    else
      throw new StoreError(
        2,
        `The $bit modifier only supports 'and', 'or', and 'xor', not '${name}' which is an unknown operator: {${name}: ${String(operand)}}`,
      );
  }
  place.write(isLong ? Long.fromBigInt(bits) : Number(bits));
}
