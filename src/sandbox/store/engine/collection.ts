import { ObjectId } from 'bson';
import { duplicateKey } from './duplicate-key.js';
import { countKeys, scanRange, successor, type Environment } from './environment.js';
import type { IndexKey } from './index-keys.js';
import { ownerPrefix, recordIdOf, recordKey } from './record-id.js';
import type { StoredIndex } from './stored-index.js';
import { decodeDocument, decodeElement } from './values/decode.js';
import type { Document, Value } from './values/document.js';
import { BsonType, findElement } from './values/elements.js';
import { assertStorable, encodeDocument } from './values/encode.js';
import { StoreError } from './values/errors.js';

/** A stored document and its place. */
export interface StoredRecord {
  recordId: number;
  raw: Buffer;
}

/** The changes of one document to one index. */
interface IndexChange {
  index: StoredIndex;
  added: IndexKey[];
  removed: IndexKey[];
}

/** Documents and their indexes. Methods that change something run inside a write of the environment. */
export class Collection {
  readonly prefix: Buffer;
  private nextRecordId: number | undefined;
  private documentCount: number | undefined;
  private roots: ReadonlySet<string> | undefined;

  constructor(
    private readonly environment: Environment,
    readonly namespace: string,
    readonly id: number,
    readonly uuid: Buffer,
    readonly options: Document,
    readonly indexes: StoredIndex[],
    /** Stores the definition again, after an index has learned something about its keys. */
    private readonly saveDefinition: (collection: Collection) => void,
  ) {
    this.prefix = ownerPrefix(id);
  }

  /** The index on `_id`. */
  get idIndex(): StoredIndex {
    const index = this.indexes.find((candidate) => candidate.isId);
    if (!index) throw new Error(`${this.namespace} has lost its index on _id`);
    return index;
  }

  get count(): number {
    this.documentCount ??= countKeys(this.environment.documents, this.prefix, successor(this.prefix), Infinity);
    return this.documentCount;
  }

  /** The document at a place, if it is still there. */
  read(recordId: number): Buffer | undefined {
    return this.environment.documents.get(recordKey(this.id, recordId));
  }

  /** All documents in the order of their insertion, or backwards. */
  *scan(isReverse = false): Generator<StoredRecord> {
    for (const { key, value } of scanRange(
      this.environment.documents,
      this.prefix,
      successor(this.prefix),
      isReverse,
    )) {
      yield { recordId: recordIdOf(key), raw: value };
    }
  }

  /** Inserts a raw document; answers its `_id`. */
  insert(raw: Buffer): Value {
    const complete = withId(raw);
    assertStorable(complete);
    const document = decodeDocument(complete, this.indexedRoots());
    assertValidId(document['_id']);
    const changes = this.indexes.map((index) => this.changeOf(index, undefined, document));
    this.assertUnique(changes, undefined);
    const count = this.count;
    const recordId = this.takeRecordId();
    void this.environment.documents.put(recordKey(this.id, recordId), complete);
    this.applyChanges(changes, recordId);
    this.documentCount = count + 1;
    return document['_id'];
  }

  /** Replaces a document by another with the same `_id`. `changedRoots` are the top-level fields that may differ. */
  replace(record: StoredRecord, raw: Buffer, changedRoots: ReadonlySet<string> | undefined): void {
    assertStorable(raw);
    const affected = this.indexes.filter((index) => !index.isId && touches(index, changedRoots));
    if (affected.length > 0) {
      const roots = this.indexedRoots();
      const before = decodeDocument(record.raw, roots);
      const after = decodeDocument(raw, roots);
      const changes = affected.map((index) => this.changeOf(index, before, after));
      this.assertUnique(changes, record.recordId);
      this.applyChanges(changes, record.recordId);
    }
    void this.environment.documents.put(recordKey(this.id, record.recordId), raw);
  }

  remove(record: StoredRecord): void {
    const document = decodeDocument(record.raw, this.indexedRoots());
    const changes = this.indexes.map((index) => this.changeOf(index, document, undefined));
    const count = this.count;
    void this.environment.documents.remove(recordKey(this.id, record.recordId));
    this.applyChanges(changes, record.recordId);
    this.documentCount = count - 1;
  }

  /** Adds the entries of every document to a new index; refuses when a unique one would be violated. */
  buildIndex(index: StoredIndex): void {
    const entries: { key: IndexKey; recordId: number }[] = [];
    const seen = new Set<string>();
    for (const { recordId, raw } of this.scan()) {
      const { keys } = index.keysOf(decodeDocument(raw, index.roots));
      for (const key of keys) {
        if (index.definition.isUnique) {
          const text = key.bytes.toString('latin1');
          if (seen.has(text)) throw duplicateKey(this.namespace, index.definition, key.values);
          seen.add(text);
        }
        entries.push({ key, recordId });
      }
    }
    for (const { key, recordId } of entries) index.add(this.environment, key, recordId);
  }

  /** Removes the entries of an index. */
  clearIndex(index: StoredIndex): void {
    for (const key of [...this.environment.entries.getKeys({ start: index.prefix, end: successor(index.prefix) })]) {
      void this.environment.entries.remove(key);
    }
  }

  /** Removes all documents and entries. */
  clear(): void {
    this.indexes.forEach((index) => this.clearIndex(index));
    for (const key of [...this.environment.documents.getKeys({ start: this.prefix, end: successor(this.prefix) })]) {
      void this.environment.documents.remove(key);
    }
    this.documentCount = 0;
  }

  addIndex(index: StoredIndex): void {
    this.indexes.push(index);
    this.roots = undefined;
  }

  removeIndex(index: StoredIndex): void {
    this.clearIndex(index);
    this.indexes.splice(this.indexes.indexOf(index), 1);
    this.roots = undefined;
  }

  private indexedRoots(): ReadonlySet<string> {
    this.roots ??= new Set(this.indexes.flatMap((index) => [...index.roots]));
    return this.roots;
  }

  private takeRecordId(): number {
    this.nextRecordId ??= this.lastRecordId() + 1;
    const recordId = this.nextRecordId;
    this.nextRecordId += 1;
    return recordId;
  }

  private lastRecordId(): number {
    for (const { recordId } of this.scan(true)) return recordId;
    return 0;
  }

  private changeOf(index: StoredIndex, before: Document | undefined, after: Document | undefined): IndexChange {
    const oldKeys = before ? index.keysOf(before).keys : [];
    if (!after) return { index, added: [], removed: oldKeys };
    const { keys, hasLearned } = index.keysOf(after);
    if (hasLearned) this.saveDefinition(this);
    if (oldKeys.length === 0) return { index, added: keys, removed: [] };
    return {
      index,
      added: keys.filter((key) => !oldKeys.some((old) => old.bytes.equals(key.bytes))),
      removed: oldKeys.filter((old) => !keys.some((key) => key.bytes.equals(old.bytes))),
    };
  }

  private assertUnique(changes: IndexChange[], recordId: number | undefined): void {
    for (const { index, added } of changes) {
      if (!index.definition.isUnique) continue;
      for (const key of added) {
        const owner = index.ownerOf(this.environment, key);
        if (owner !== undefined && owner !== recordId) throw duplicateKey(this.namespace, index.definition, key.values);
      }
    }
  }

  private applyChanges(changes: IndexChange[], recordId: number): void {
    for (const { index, added, removed } of changes) {
      for (const key of removed) index.remove(this.environment, key, recordId);
      for (const key of added) index.add(this.environment, key, recordId);
    }
  }
}

function touches(index: StoredIndex, changedRoots: ReadonlySet<string> | undefined): boolean {
  if (changedRoots === undefined) return true;
  for (const root of index.roots) if (changedRoots.has(root)) return true;
  return false;
}

/** The document with its `_id` first; a missing one is made, as MongoDB does. */
function withId(raw: Buffer): Buffer {
  const element = findElement(raw, '_id');
  if (!element) {
    const id = encodeDocument({ _id: new ObjectId() });
    return joinElements(id.subarray(4, -1), raw.subarray(4, -1));
  }
  if (element.start === 4) return raw;
  const before = raw.subarray(4, element.start);
  const after = raw.subarray(element.end, -1);
  return joinElements(raw.subarray(element.start, element.end), before, after);
}

const HEADER_AND_END_BYTES = 5;

function joinElements(...parts: Buffer[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, HEADER_AND_END_BYTES);
  const header = Buffer.alloc(4);
  header.writeInt32LE(length, 0);
  return Buffer.concat([header, ...parts, Buffer.alloc(1)]);
}

function assertValidId(id: Value): void {
  if (Array.isArray(id)) throw new StoreError(53, "The '_id' value cannot be of type array");
  if (typeof id === 'object' && id !== null && 'pattern' in id)
    throw new StoreError(53, "The '_id' value cannot be of type regex");
}

/** The `_id` of a raw document. */
export function idOf(raw: Buffer): Value {
  const element = findElement(raw, '_id');
  return element && element.type !== BsonType.undefined
    ? decodeElement(raw, element.type, element.valueStart)
    : undefined;
}
