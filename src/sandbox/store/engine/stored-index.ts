import type { Environment } from './environment.js';
import { successor } from './environment.js';
import type { IndexDefinition } from './index-definition.js';
import { indexKeysOf, type IndexKey } from './index-keys.js';
import { decodeRecordId, encodeRecordId, ownerPrefix } from './record-id.js';
import type { Document } from './values/document.js';

/** An index with its entries. */
export class StoredIndex {
  readonly prefix: Buffer;
  /** Top-level fields whose change can change the entries. */
  readonly roots: ReadonlySet<string>;
  readonly isId: boolean;

  constructor(
    readonly id: number,
    readonly definition: IndexDefinition,
    /** Which fields have met an array. */
    readonly multikeyFields: boolean[],
    /** Whether some key was cut, so that the order of keys is not quite that of values. */
    public hasLossyKeys: boolean,
  ) {
    this.prefix = ownerPrefix(id);
    const paths = definition.fields.map((field) => field.components[0] ?? '');
    this.roots = new Set([...paths, ...(definition.partialTest?.roots ?? [])]);
    this.isId = definition.name === '_id_';
  }

  get isMultikey(): boolean {
    return this.multikeyFields.includes(true);
  }

  /** The keys of a document, noting arrays and cut keys; true when something was noted for the first time. */
  keysOf(document: Document): { keys: IndexKey[]; hasLearned: boolean } {
    const { keys, multikeyFields } = indexKeysOf(document, this.definition);
    let hasLearned = false;
    multikeyFields.forEach((isMultikey, at) => {
      if (!isMultikey || this.multikeyFields[at]) return;
      this.multikeyFields[at] = true;
      hasLearned = true;
    });
    if (!this.hasLossyKeys && keys.some((key) => key.isLossy)) {
      this.hasLossyKeys = true;
      hasLearned = true;
    }
    return { keys, hasLearned };
  }

  /** The record that holds a key of a unique index, if there is one. */
  ownerOf(environment: Environment, key: IndexKey): number | undefined {
    const start = Buffer.concat([this.prefix, key.bytes]);
    if (this.isId) {
      const value = environment.entries.get(start);
      return value === undefined ? undefined : decodeRecordId(value);
    }
    for (const { value } of environment.entries.getRange({ start, end: successor(start), limit: 1 })) {
      return decodeRecordId(value);
    }
    return undefined;
  }

  add(environment: Environment, key: IndexKey, recordId: number): void {
    const value = encodeRecordId(recordId);
    void environment.entries.put(this.entryKey(key, value), value);
  }

  remove(environment: Environment, key: IndexKey, recordId: number): void {
    void environment.entries.remove(this.entryKey(key, encodeRecordId(recordId)));
  }

  private entryKey(key: IndexKey, recordId: Buffer): Buffer {
    return Buffer.concat(this.isId ? [this.prefix, key.bytes] : [this.prefix, key.bytes, recordId]);
  }
}
