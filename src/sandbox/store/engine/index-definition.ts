import { compileFilter, type CompiledFilter } from './match.js';
import { isDocument, type Document, type Value } from './values/document.js';
import { StoreError } from './values/errors.js';
import { isNumberValue, toNumber } from './values/numbers.js';

/** One field of an index. */
export interface IndexField {
  path: string;
  components: readonly string[];
  isDescending: boolean;
}

/** What an index is, as the client defined it. */
export interface IndexDefinition {
  name: string;
  key: Document;
  fields: IndexField[];
  isUnique: boolean;
  isSparse: boolean;
  partialFilter: Document | undefined;
  partialTest: CompiledFilter | undefined;
  expireAfterSeconds: number | undefined;
  /** The definition as the client gave it, for listIndexes. */
  specification: Document;
}

/** MongoDB's limit for the fields of a compound index. */
const INDEX_FIELDS_MAX = 32;

const OPTIONS = new Set([
  'v',
  'key',
  'name',
  'unique',
  'sparse',
  'partialFilterExpression',
  'expireAfterSeconds',
  'background',
  'ns',
  'collation',
  'hidden',
]);

/** Reads and checks the definition of an index. */
export function parseIndexDefinition(specification: Document): IndexDefinition {
  for (const option of Object.keys(specification)) {
    if (!OPTIONS.has(option)) {
      throw new StoreError(
        197,
        `The field '${option}' is not valid for an index specification. Specification: ${JSON.stringify(specification)}`,
      );
    }
  }
  const { key, name } = specification;
  if (!isDocument(key)) throw new StoreError(9, "The 'key' field is a required property of an index specification");
  if (typeof name !== 'string')
    throw new StoreError(9, "The 'name' field is a required property of an index specification");
  const collation = specification['collation'];
  if (isDocument(collation) && collation['locale'] !== 'simple') {
    throw new StoreError(238, 'Only the simple collation is supported by this store');
  }
  const partialFilter = specification['partialFilterExpression'];
  if (partialFilter !== undefined && !isDocument(partialFilter)) {
    throw new StoreError(14, "The field 'partialFilterExpression' must be an object");
  }
  if (partialFilter && specification['sparse'] === true) {
    throw new StoreError(67, 'cannot mix "partialFilterExpression" and "sparse" options');
  }
  return {
    name,
    key,
    fields: parseFields(key),
    isUnique: isSet(specification['unique']) || isIdKey(key),
    isSparse: isSet(specification['sparse']),
    partialFilter,
    partialTest: partialFilter ? compileFilter(partialFilter) : undefined,
    expireAfterSeconds: parseExpiry(specification['expireAfterSeconds'], key),
    specification: normalizedSpecification(specification),
  };
}

function isSet(value: Value): boolean {
  return value === true || (isNumberValue(value) && toNumber(value) !== 0);
}

/** Whether a key is that of the index on `_id` which every collection has. */
export function isIdKey(key: Document): boolean {
  const names = Object.keys(key);
  return names.length === 1 && names[0] === '_id' && isNumberValue(key['_id']) && toNumber(key['_id']) === 1;
}

function parseFields(key: Document): IndexField[] {
  const paths = Object.keys(key);
  if (paths.length === 0) throw new StoreError(67, 'Index keys cannot be an empty object');
  if (paths.length > INDEX_FIELDS_MAX) throw new StoreError(67, `An index may have ${INDEX_FIELDS_MAX} fields at most`);
  return paths.map((path) => {
    const direction = key[path];
    if (typeof direction === 'string') {
      throw new StoreError(67, `Index type '${direction}' is not supported by this store (field '${path}')`);
    }
    if (!isNumberValue(direction) || toNumber(direction) === 0 || Number.isNaN(toNumber(direction))) {
      throw new StoreError(67, `Values in the index key pattern must be 1 or -1: ${path}`);
    }
    if (path === '' || path.split('.').includes(''))
      throw new StoreError(67, 'Index keys cannot contain an empty field');
    if (path.includes('$**')) throw new StoreError(67, 'Wildcard indexes are not supported by this store');
    if (path.split('.').some((part) => part.startsWith('$'))) {
      throw new StoreError(67, `Index key contains an illegal field name: field name starts with '$'.`);
    }
    return { path, components: path.split('.'), isDescending: toNumber(direction) < 0 };
  });
}

const EXPIRE_SECONDS_MAX = 2147483647; // MongoDB's limit

function parseExpiry(value: Value, key: Document): number | undefined {
  if (value === undefined) return undefined;
  if (!isNumberValue(value)) throw new StoreError(14, "TTL index 'expireAfterSeconds' option must be numeric");
  const seconds = toNumber(value);
  if (seconds < 0 || seconds > EXPIRE_SECONDS_MAX) {
    throw new StoreError(
      67,
      `TTL index 'expireAfterSeconds' option must be within an acceptable range, not ${seconds}`,
    );
  }
  if (Object.keys(key).length > 1)
    throw new StoreError(67, 'TTL indexes are single-field indexes, compound indexes do not support TTL.');
  if (isIdKey(key))
    throw new StoreError(197, "The field 'expireAfterSeconds' is not valid for an _id index specification.");
  return seconds;
}

/** What listIndexes answers: v first, no defaults. */
function normalizedSpecification(specification: Document): Document {
  const result: Document = { v: 2, key: specification['key'], name: specification['name'] };
  for (const option of ['unique', 'sparse']) if (isSet(specification[option])) result[option] = true;
  for (const option of ['partialFilterExpression', 'expireAfterSeconds', 'hidden']) {
    if (specification[option] !== undefined) result[option] = specification[option];
  }
  return result;
}
