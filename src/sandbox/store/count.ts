import { assertSimpleCollation, documentField, namespaceOf, type Command } from './command.js';
import { compareValues, equalValues } from './engine/values/compare.js';
import { decodeDocument } from './engine/values/decode.js';
import type { Document, Value } from './engine/values/document.js';
import { StoreError } from './engine/values/errors.js';
import { valuesAt } from './engine/values/paths.js';
import { encodeKeyPart } from './engine/values/key-encoding.js';
import { readQuery } from './find.js';
import { prepareQuery } from './query.js';

/** count: how many documents match. */
export function count(command: Command): Document {
  const { fields, store } = command;
  assertSimpleCollation(fields);
  const collection = store.catalog.find(namespaceOf(command));
  const filter = documentField(fields, 'query');
  const request = { ...readQuery(fields), filter };
  if (Object.keys(filter).length === 0) {
    const rest = Math.max(0, (collection?.count ?? 0) - (request.skip ?? 0));
    return { n: request.limit ? Math.min(rest, request.limit) : rest };
  }
  let n = 0;
  for (const _ of prepareQuery(store, collection, request).records()) n += 1;
  return { n };
}

const KEY_BYTES_MAX = 1024; // longer values are told apart by a hash

/** distinct: the different values of a field, each item of an array on its own. */
export function distinct(command: Command): Document {
  const { fields, store } = command;
  assertSimpleCollation(fields);
  const { key } = fields;
  if (typeof key !== 'string') throw new StoreError(14, "Field 'key' must be a string");
  const collection = store.catalog.find(namespaceOf(command));
  const query = prepareQuery(store, collection, { filter: documentField(fields, 'query'), hint: fields['hint'] });
  const components = key.split('.');
  const roots = new Set(components.slice(0, 1));
  const found = new Map<string, Value>();
  for (const { raw } of query.records()) {
    for (const { value } of valuesAt(decodeDocument(raw, roots), components)) {
      for (const item of Array.isArray(value) ? (value as Value[]) : [value]) {
        if (item === undefined) continue;
        const text = encodeKeyPart(item, KEY_BYTES_MAX, false).bytes.toString('latin1');
        if (!found.has(text) || !equalValues(found.get(text), item)) found.set(text, item);
      }
    }
  }
  return { values: [...found.values()].sort(compareValues) };
}
