import { listField, namespaceOf, type Command } from './command.js';
import { firstBatch } from './cursor-reply.js';
import type { Collection } from './engine/collection.js';
import { parseIndexDefinition, type IndexDefinition } from './engine/index-definition.js';
import type { StoredIndex } from './engine/stored-index.js';
import { equalValues } from './engine/values/compare.js';
import { decodeDocument } from './engine/values/decode.js';
import { isDocument, type Document, type Value } from './engine/values/document.js';
import { encodeDocument } from './engine/values/encode.js';
import { StoreError } from './engine/values/errors.js';

const INDEXES_MAX = 64; // MongoDB's limit for one collection

/** createIndexes: builds indexes over the documents at hand. */
export async function createIndexes(command: Command): Promise<Document> {
  const { store } = command;
  const namespace = namespaceOf(command);
  const specifications = listField(command, 'indexes', decodeDocument);
  if (specifications.length === 0) throw new StoreError(2, 'Must specify at least one index to create');
  const definitions = specifications.map((specification) => parseIndexDefinition(named(specification)));
  return store.environment.write(() => {
    const isNew = store.catalog.find(namespace) === undefined;
    const collection = store.catalog.ensure(namespace);
    const before = collection.indexes.length;
    for (const definition of definitions) {
      if (!findSame(collection, definition)) {
        if (collection.indexes.length >= INDEXES_MAX) {
          throw new StoreError(
            67,
            `add index fails, too many indexes for ${namespace} key:${JSON.stringify(definition.key)}`,
          );
        }
        store.catalog.addIndex(collection, definition.specification);
      }
    }
    const after = collection.indexes.length;
    return {
      numIndexesBefore: before,
      numIndexesAfter: after,
      createdCollectionAutomatically: isNew,
      ...(before === after ? { note: 'all indexes already exist' } : {}),
    };
  });
}

/** MongoDB's own clients send a name; for others it is made of the key. */
function named(specification: Document): Document {
  const { key, name } = specification;
  if (name !== undefined || !isDocument(key)) return specification;
  return {
    ...specification,
    name: Object.entries(key)
      .map(([path, direction]) => `${path}_${String(direction)}`)
      .join('_'),
  };
}

/** The index that already is what is asked for; one that only resembles it is a conflict. */
function findSame(collection: Collection, wanted: IndexDefinition): StoredIndex | undefined {
  for (const index of collection.indexes) {
    const { definition } = index;
    const hasSameKey = equalValues(definition.key, wanted.key);
    const hasSameOptions = hasSameKey && (index.isId || equalValues(optionsOf(definition), optionsOf(wanted)));
    if (definition.name === wanted.name || (index.isId && hasSameKey)) {
      if (hasSameOptions) return index;
      throw new StoreError(
        86,
        `An existing index has the same name as the requested index. When index names are not specified, they are auto generated and can cause conflicts. Please refer to our documentation. Requested index: ${JSON.stringify(wanted.specification)}, existing index: ${JSON.stringify(definition.specification)}`,
      );
    }
    if (hasSameKey && equalValues(definition.partialFilter ?? null, wanted.partialFilter ?? null)) {
      throw new StoreError(85, `Index already exists with a different name: ${definition.name}`);
    }
  }
  return undefined;
}

function optionsOf(definition: IndexDefinition): Document {
  return {
    isUnique: definition.isUnique,
    isSparse: definition.isSparse,
    partialFilter: definition.partialFilter ?? null,
    expireAfterSeconds: definition.expireAfterSeconds ?? null,
  };
}

/** listIndexes: the indexes of a collection. */
export function listIndexes(command: Command): Buffer {
  const namespace = namespaceOf(command);
  const collection = command.store.catalog.find(namespace);
  if (!collection) throw new StoreError(26, `ns does not exist: ${namespace}`);
  const documents = collection.indexes.map(({ definition }) => encodeDocument(definition.specification));
  return firstBatch(command.store, namespace, documents[Symbol.iterator](), undefined, true);
}

/** dropIndexes: removes one index, several, or all but that on `_id`. */
export async function dropIndexes(command: Command): Promise<Document> {
  const { store, fields } = command;
  const namespace = namespaceOf(command);
  return store.environment.write(() => {
    const collection = store.catalog.find(namespace);
    if (!collection) throw new StoreError(26, `ns not found ${namespace}`);
    const before = collection.indexes.length;
    const doomed = indexesToDrop(collection, fields['index']);
    for (const index of doomed) store.catalog.removeIndex(collection, index);
    return { nIndexesWas: before };
  });
}

function indexesToDrop(collection: Collection, wanted: Value): StoredIndex[] {
  if (wanted === '*') return collection.indexes.filter((index) => !index.isId);
  const list: Value[] = Array.isArray(wanted) ? wanted : [wanted];
  return list.map((item) => {
    const index = collection.indexes.find(({ definition }) =>
      typeof item === 'string' ? definition.name === item : equalValues(definition.key, item),
    );
    if (!index) {
      throw new StoreError(
        27,
        typeof item === 'string'
          ? `index not found with name [${item}]`
          : `can't find index with key: ${JSON.stringify(item)}`,
      );
    }
    if (index.isId) throw new StoreError(72, 'cannot drop _id index');
    return index;
  });
}
