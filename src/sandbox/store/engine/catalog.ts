import { randomUUID } from 'node:crypto';
import { Binary, Long } from 'bson';
import { Collection } from './collection.js';
import type { Environment } from './environment.js';
import { parseIndexDefinition } from './index-definition.js';
import { StoredIndex } from './stored-index.js';
import { decodeDocument } from './values/decode.js';
import { isDocument, type Document } from './values/document.js';
import { encodeDocument } from './values/encode.js';
import { StoreError } from './values/errors.js';
import { isNumberValue, toNumber } from './values/numbers.js';

/** MongoDB's limit for a full collection name. */
const NAMESPACE_BYTES_MAX = 255;
const ID_INDEX: Document = { v: 2, key: { _id: 1 }, name: '_id_' };

/** The collections that exist. Changes run inside a write of the environment. */
export class Catalog {
  private readonly collections = new Map<string, Collection>();
  private nextOwner = 1;

  constructor(private readonly environment: Environment) {
    for (const { value } of environment.catalog.getRange({})) this.load(decodeDocument(value));
  }

  find(namespace: string): Collection | undefined {
    return this.collections.get(namespace);
  }

  /** The collections of a database, by name. */
  listDatabase(database: string): Collection[] {
    return [...this.collections.values()]
      .filter((collection) => databaseOf(collection.namespace) === database)
      .sort((left, right) => (left.namespace < right.namespace ? -1 : 1));
  }

  /** The databases that have collections. */
  listDatabases(): string[] {
    return [...new Set([...this.collections.keys()].map(databaseOf))].sort();
  }

  listAll(): Collection[] {
    return [...this.collections.values()];
  }

  /** The collection, made if it is missing. */
  ensure(namespace: string): Collection {
    return this.find(namespace) ?? this.create(namespace, {});
  }

  create(namespace: string, options: Document): Collection {
    assertNamespace(namespace);
    const index = new StoredIndex(this.takeOwner(), parseIndexDefinition(ID_INDEX), [false], false);
    const uuid = Buffer.from(randomUUID().replaceAll('-', ''), 'hex');
    const collection = new Collection(
      this.environment,
      namespace,
      this.takeOwner(),
      uuid,
      options,
      [index],
      (changed) => this.save(changed),
    );
    this.collections.set(namespace, collection);
    this.save(collection);
    return collection;
  }

  drop(collection: Collection): void {
    collection.clear();
    this.collections.delete(collection.namespace);
    void this.environment.catalog.remove(Buffer.from(collection.namespace));
  }

  /** Builds an index over the documents at hand. */
  addIndex(collection: Collection, specification: Document): void {
    const definition = parseIndexDefinition(specification);
    const index = new StoredIndex(
      this.takeOwner(),
      definition,
      definition.fields.map(() => false),
      false,
    );
    collection.buildIndex(index);
    collection.addIndex(index);
    this.save(collection);
  }

  removeIndex(collection: Collection, index: StoredIndex): void {
    collection.removeIndex(index);
    this.save(collection);
  }

  /** Stores the definition of a collection. */
  save(collection: Collection): void {
    const definition: Document = {
      namespace: collection.namespace,
      id: collection.id,
      uuid: new Binary(collection.uuid, Binary.SUBTYPE_UUID),
      options: collection.options,
      indexes: collection.indexes.map((index) => ({
        id: index.id,
        specification: index.definition.specification,
        multikeyFields: index.multikeyFields,
        hasLossyKeys: index.hasLossyKeys,
      })),
      savedAt: Long.fromNumber(this.nextOwner),
    };
    void this.environment.catalog.put(Buffer.from(collection.namespace), encodeDocument(definition));
  }

  private load(definition: Document): void {
    const { namespace, id, uuid, options, indexes } = definition;
    if (typeof namespace !== 'string' || !(uuid instanceof Binary) || !Array.isArray(indexes)) {
      throw new Error('The catalog of the store cannot be read.');
    }
    const stored = indexes.filter(isDocument).map((index) => this.loadIndex(index));
    const collection = new Collection(
      this.environment,
      namespace,
      this.noteOwner(id),
      Buffer.from(uuid.value()),
      isDocument(options) ? options : {},
      stored,
      (changed) => this.save(changed),
    );
    this.collections.set(namespace, collection);
  }

  private loadIndex(stored: Document): StoredIndex {
    const { id, specification, multikeyFields, hasLossyKeys } = stored;
    if (!isDocument(specification) || !Array.isArray(multikeyFields))
      throw new Error('An index of the store cannot be read.');
    return new StoredIndex(
      this.noteOwner(id),
      parseIndexDefinition(specification),
      multikeyFields.map((isMultikey) => isMultikey === true),
      hasLossyKeys === true,
    );
  }

  private noteOwner(value: unknown): number {
    const owner = isNumberValue(value) ? toNumber(value) : 0;
    this.nextOwner = Math.max(this.nextOwner, owner + 1);
    return owner;
  }

  private takeOwner(): number {
    const owner = this.nextOwner;
    this.nextOwner += 1;
    return owner;
  }
}

function databaseOf(namespace: string): string {
  return namespace.slice(0, namespace.indexOf('.'));
}

function assertNamespace(namespace: string): void {
  const database = databaseOf(namespace);
  const name = namespace.slice(database.length + 1);
  if (name === '' || name.includes('$') || name.includes('\0') || name.startsWith('.')) {
    throw new StoreError(73, `Invalid namespace specified '${namespace}'`);
  }
  if (/[/\\. "$*<>:|?]/.test(database) || database === '')
    throw new StoreError(73, `Invalid database name: '${database}'`);
  if (Buffer.byteLength(namespace) > NAMESPACE_BYTES_MAX) {
    throw new StoreError(
      73,
      `Fully qualified namespace is too long. Namespace: ${namespace} Max: ${NAMESPACE_BYTES_MAX}`,
    );
  }
}
