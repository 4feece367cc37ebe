import { Long, ObjectId } from 'bson';
import type { IndexDefinition } from './index-definition.js';
import type { Document, Value } from './values/document.js';
import { isDocument } from './values/document.js';
import { StoreError } from './values/errors.js';
import { isNumberValue, kindOf, toNumber } from './values/numbers.js';

/** MongoDB's answer to a second document with the same unique key. */
export function duplicateKey(namespace: string, index: IndexDefinition, values: readonly Value[]): StoreError {
  const keyValue: Document = {};
  index.fields.forEach((field, at) => {
    keyValue[field.path] = values[at] ?? null;
  });
  const shown = Object.entries(keyValue).map(([path, value]) => `${path}: ${show(value)}`);
  return new StoreError(
    11000,
    `E11000 duplicate key error collection: ${namespace} index: ${index.name} dup key: { ${shown.join(', ')} }`,
    { keyPattern: index.key, keyValue },
  );
}

function show(value: Value): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (value === null || value === undefined) return 'null';
  if (value instanceof ObjectId) return `ObjectId('${value.toHexString()}')`;
  if (value instanceof Date) return `new Date(${value.getTime()})`;
  if (isNumberValue(value)) return showNumber(value);
  if (Array.isArray(value)) return `[ ${value.map(show).join(', ')} ]`;
  if (isDocument(value))
    return `{ ${Object.entries(value)
      .map(([name, inner]) => `${name}: ${show(inner)}`)
      .join(', ')} }`;
  return JSON.stringify(value);
}

function showNumber(value: Parameters<typeof kindOf>[0]): string {
  if (value instanceof Long) return value.toString();
  const number = toNumber(value);
  return kindOf(value) === 'double' && Number.isInteger(number) ? `${number}.0` : String(value);
}
