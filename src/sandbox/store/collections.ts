import { Binary } from 'bson';
import { documentField, flagField, namespaceOf, type Command } from './command.js';
import { firstBatch } from './cursor-reply.js';
import { compileFilter } from './engine/match.js';
import type { Document } from './engine/values/document.js';
import { encodeDocument } from './engine/values/encode.js';
import { StoreError } from './engine/values/errors.js';

/** create: makes a collection. */
export async function create(command: Command): Promise<Document> {
  const { store, fields } = command;
  const namespace = namespaceOf(command);
  for (const option of ['capped', 'viewOn', 'timeseries', 'validator', 'clusteredIndex', 'encryptedFields']) {
    if (fields[option] !== undefined && fields[option] !== false) {
      throw new StoreError(238, `Collections with '${option}' are not supported by this store`);
    }
  }
  await store.environment.write(() => {
    if (store.catalog.find(namespace)) throw new StoreError(48, `Collection ${namespace} already exists.`);
    store.catalog.create(namespace, {});
  });
  return {};
}

/** drop: removes a collection with its documents and indexes. */
export async function drop(command: Command): Promise<Document> {
  const { store } = command;
  const namespace = namespaceOf(command);
  store.cursors.closeNamespace(namespace);
  return store.environment.write(() => {
    const collection = store.catalog.find(namespace);
    // Dropping what does not exist has been a success since MongoDB 7.0.
    if (!collection) return {};
    const indexCount = collection.indexes.length;
    store.catalog.drop(collection);
    return { nIndexesWas: indexCount, ns: namespace };
  });
}

/** dropDatabase: removes all collections of a database. */
export async function dropDatabase(command: Command): Promise<Document> {
  const { store, database } = command;
  return store.environment.write(() => {
    const collections = store.catalog.listDatabase(database);
    for (const collection of collections) {
      store.cursors.closeNamespace(collection.namespace);
      store.catalog.drop(collection);
    }
    return collections.length > 0 ? { dropped: database } : {};
  });
}

/** listCollections: the collections of a database. */
export function listCollections(command: Command): Buffer {
  const { store, database, fields } = command;
  const isNameOnly = flagField(fields, 'nameOnly');
  const filter = compileFilter(documentField(fields, 'filter'));
  const described = store.catalog.listDatabase(database).map((collection): Document => ({
    name: collection.namespace.slice(database.length + 1),
    type: 'collection',
    options: collection.options,
    info: { readOnly: false, uuid: new Binary(collection.uuid, Binary.SUBTYPE_UUID) },
    idIndex: { v: 2, key: { _id: 1 }, name: '_id_' },
  }));
  const documents = described
    .filter((description) => filter.matches(description))
    .map(({ name, type, ...rest }) => encodeDocument(isNameOnly ? { name, type } : { name, type, ...rest }));
  const batchSize = documents.length;
  return firstBatch(store, `${database}.$cmd.listCollections`, documents[Symbol.iterator](), batchSize, true);
}

/** listDatabases: the databases that have collections. */
export function listDatabases(command: Command): Document {
  const { store, fields } = command;
  const filter = compileFilter(documentField(fields, 'filter'));
  const databases = store.catalog
    .listDatabases()
    .map((name): Document => ({ name, sizeOnDisk: 0, empty: false }))
    .filter((database) => filter.matches(database));
  if (flagField(fields, 'nameOnly')) return { databases: databases.map(({ name }) => ({ name })) };
  return { databases, totalSize: 0, totalSizeMb: 0 };
}

/** collStats: how many documents and bytes a collection holds. */
export function collStats(command: Command): Document {
  const namespace = namespaceOf(command);
  const collection = command.store.catalog.find(namespace);
  let size = 0;
  for (const { raw } of collection?.scan() ?? []) size += raw.length;
  const count = collection?.count ?? 0;
  return {
    ns: namespace,
    count,
    size,
    avgObjSize: count === 0 ? 0 : Math.floor(size / count),
    storageSize: size,
    nindexes: collection?.indexes.length ?? 0,
    totalIndexSize: 0,
    indexSizes: {},
    scaleFactor: 1,
  };
}

/** dbStats: how many collections, indexes and documents a database holds. */
export function dbStats(command: Command): Document {
  const collections = command.store.catalog.listDatabase(command.database);
  return {
    db: command.database,
    collections: collections.length,
    views: 0,
    objects: collections.reduce((sum, collection) => sum + collection.count, 0),
    indexes: collections.reduce((sum, collection) => sum + collection.indexes.length, 0),
    dataSize: 0,
    storageSize: 0,
    scaleFactor: 1,
  };
}
