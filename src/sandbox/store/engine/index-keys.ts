import type { IndexDefinition } from './index-definition.js';
import { getField, isDocument, type Document, type Value } from './values/document.js';
import { StoreError } from './values/errors.js';
import { encodeKeyPart } from './values/key-encoding.js';
import { isPosition } from './values/paths.js';

/** LMDB's longest key is 1,978 bytes; index id and record id take their part, some room is left. */
const KEY_FIELDS_BYTES_MAX = 1900;

/** The longest encoding of one field in the keys of an index. */
export function partBytesMax(index: IndexDefinition): number {
  return Math.floor(KEY_FIELDS_BYTES_MAX / index.fields.length);
}

/** One entry of a document in an index: its encoded fields. */
export interface IndexKey {
  bytes: Buffer;
  values: Value[];
  isLossy: boolean;
}

/** All entries of a document in an index. */
export interface IndexKeys {
  keys: IndexKey[];
  /** Which fields of the index met an array. */
  multikeyFields: boolean[];
}

/** The entries a document has in an index: one, or one per item of an array, or none when the index leaves it out. */
export function indexKeysOf(document: Document, index: IndexDefinition): IndexKeys {
  if (index.partialTest && !index.partialTest.matches(document)) return NO_KEYS;
  const perField = index.fields.map((field) => extract(document, field.components));
  if (index.isSparse && perField.every((extracted) => extracted.isMissing)) return NO_KEYS;
  const multikeyFields = perField.map((extracted) => extracted.arrayRoots.length > 0);
  const tuples = combine(document, index, perField);
  const bytesMax = partBytesMax(index);
  const seen = new Set<string>();
  const keys: IndexKey[] = [];
  for (const values of tuples) {
    const parts = values.map((value, at) => encodeKeyPart(value, bytesMax, index.fields[at]?.isDescending ?? false));
    const [first] = parts;
    const bytes = parts.length === 1 && first ? first.bytes : Buffer.concat(parts.map((part) => part.bytes));
    if (tuples.length > 1) {
      const text = bytes.toString('latin1');
      if (seen.has(text)) continue;
      seen.add(text);
    }
    keys.push({ bytes, values, isLossy: parts.some((part) => part.isLossy) });
  }
  return { keys, multikeyFields };
}

const NO_KEYS: IndexKeys = { keys: [], multikeyFields: [] };

interface Extracted {
  values: Value[];
  /** The paths at which arrays were opened. */
  arrayRoots: string[];
  isMissing: boolean;
}

/** The values of one field: a missing one is null, an empty array is undefined, as in MongoDB's own keys. */
function extract(document: Document, components: readonly string[]): Extracted {
  const extracted: Extracted = { values: [], arrayRoots: [], isMissing: true };
  walk(document, components, 0, '', extracted);
  return extracted;
}

function walk(value: Value, components: readonly string[], index: number, path: string, extracted: Extracted): void {
  const component = components[index];
  if (component === undefined) {
    addEnd(value, path, extracted);
  } else if (Array.isArray(value)) {
    if (isPosition(component) && Number(component) < value.length) {
      walk(value[Number(component)], components, index + 1, `${path}.${component}`, extracted);
      if (!value.some(isDocument)) return;
    }
    extracted.arrayRoots.push(path);
    if (value.length === 0) extracted.values.push(null);
    for (const item of value as Value[]) {
      if (isDocument(item)) walk(item, components, index, path, extracted);
      else extracted.values.push(null);
    }
  } else if (isDocument(value)) {
    const next = getField(value, component);
    if (next === undefined) extracted.values.push(null);
    else walk(next, components, index + 1, `${path}.${component}`, extracted);
  } else {
    extracted.values.push(null);
  }
}

function addEnd(value: Value, path: string, extracted: Extracted): void {
  extracted.isMissing = false;
  if (!Array.isArray(value)) {
    extracted.values.push(value);
    return;
  }
  extracted.arrayRoots.push(path);
  if (value.length === 0) extracted.values.push(undefined);
  for (const item of value as Value[]) extracted.values.push(item === undefined ? null : item);
}

/** Fields that open the same array go together item by item; two different arrays in one key are refused. */
function combine(document: Document, index: IndexDefinition, perField: Extracted[]): Value[][] {
  const arrays = perField.filter((extracted) => extracted.arrayRoots.length > 0);
  if (arrays.length === 0) return [perField.map((extracted) => extracted.values[0] ?? null)];
  if (arrays.length === 1) return crossProduct(perField.map((extracted) => extracted.values));
  return tuplesOfSharedArray(document, index, perField);
}

function crossProduct(lists: Value[][]): Value[][] {
  return lists.reduce<Value[][]>(
    (tuples, list) => tuples.flatMap((tuple) => list.map((value) => [...tuple, value])),
    [[]],
  );
}

function tuplesOfSharedArray(document: Document, index: IndexDefinition, perField: Extracted[]): Value[][] {
  const roots = perField.flatMap((extracted) => extracted.arrayRoots.slice(0, 1));
  const [root = ''] = roots;
  if (roots.some((other) => other !== root)) {
    const names = roots.map((path) => path.split('.').at(-1));
    throw new StoreError(171, `cannot index parallel arrays [${names[1]}] [${names[0]}]`);
  }
  const rootPath = root.split('.').slice(1);
  const items = rootPath.reduce<Value>(
    (value, name) => (isDocument(value) ? getField(value, name) : undefined),
    document,
  );
  if (!Array.isArray(items)) return crossProduct(perField.map((extracted) => extracted.values));
  return (items.length === 0 ? [null] : (items as Value[])).flatMap((item) => {
    const lists = index.fields.map((field, at) => {
      const extracted = perField[at];
      if (!extracted || extracted.arrayRoots.length === 0) return extracted?.values ?? [null];
      const inner: Extracted = { values: [], arrayRoots: [], isMissing: true };
      const rest = field.components.slice(rootPath.length);
      if (rest.length === 0) return [item];
      if (isDocument(item)) walk(item, rest, 0, root, inner);
      else inner.values.push(null);
      return inner.values;
    });
    return crossProduct(lists);
  });
}
