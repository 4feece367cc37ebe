import { decodeElement } from './engine/values/decode.js';
import { isDocument, setField, type Document, type Value } from './engine/values/document.js';
import { BsonType, elementsOf, rawDocumentsOf } from './engine/values/elements.js';
import { StoreError } from './engine/values/errors.js';
import { isNumberValue, toNumber } from './engine/values/numbers.js';
import type { Store } from './store.js';

/** A command as a handler receives it. */
export interface Command {
  name: string;
  database: string;
  /** All fields but the documents that are kept raw. */
  fields: Document;
  /** Documents to insert and the like, raw, by the name of their field. */
  rawLists: Map<string, Buffer[]>;
  store: Store;
  connectionId: number;
}

/** Answers a command: a document, or its BSON bytes when they were cheaper to build. */
export type CommandHandler = (command: Command) => Promise<Document | Buffer> | Document | Buffer;

/** Lists that are stored as they come, so they need not be decoded. */
const RAW_FIELDS = new Set(['documents']);

/** Reads the body of a command. */
export function readCommand(
  body: Buffer,
  sequences: Map<string, Buffer[]>,
): Pick<Command, 'name' | 'database' | 'fields' | 'rawLists'> {
  const fields: Document = {};
  const rawLists = new Map(sequences);
  let name: string | undefined;
  for (const element of elementsOf(body)) {
    name ??= element.name;
    if (RAW_FIELDS.has(element.name) && element.type === BsonType.array) {
      rawLists.set(element.name, rawDocumentsOf(body, element));
    } else {
      setField(fields, element.name, decodeElement(body, element.type, element.valueStart));
    }
  }
  if (name === undefined) throw new StoreError(59, 'A command needs a name');
  const database = fields['$db'];
  return { name, database: typeof database === 'string' ? database : 'admin', fields, rawLists };
}

/** The full name of the collection that a command is about. */
export function namespaceOf(command: Command): string {
  const collection = command.fields[command.name];
  if (typeof collection !== 'string' || collection === '') {
    throw new StoreError(73, `Invalid namespace specified '${command.database}.${String(collection)}'`);
  }
  return `${command.database}.${collection}`;
}

/** A field that has to be a document, an empty one when it is missing. */
export function documentField(fields: Document, name: string): Document {
  const value = fields[name];
  if (value === undefined || value === null) return {};
  if (!isDocument(value)) throw new StoreError(14, `Expected field ${name} to be of type object`);
  return value;
}

/** A field that has to be a whole number of at least zero. */
export function countField(fields: Document, name: string): number | undefined {
  const value = fields[name];
  if (value === undefined || value === null) return undefined;
  if (!isNumberValue(value)) throw new StoreError(14, `Field '${name}' must be a number`);
  const number = Math.trunc(toNumber(value));
  if (number < 0) throw new StoreError(2, `Field '${name}' must be greater than or equal to 0: ${number}`);
  return number;
}

/** Whether a flag is set; MongoDB takes numbers as well. */
export function flagField(fields: Document, name: string, fallback = false): boolean {
  const value: Value = fields[name];
  if (value === undefined || value === null) return fallback;
  return isNumberValue(value) ? toNumber(value) !== 0 : value === true;
}

/** The documents of a list, decoded by the reader of the command or sent as a sequence. */
export function listField(command: Command, name: string, decode: (raw: Buffer) => Document): Document[] {
  const raw = command.rawLists.get(name);
  if (raw) return raw.map((document) => decode(document));
  const value = command.fields[name];
  if (!Array.isArray(value))
    throw new StoreError(40414, `BSON field '${command.name}.${name}' is missing but a required field`);
  return value.map((item: Value) => {
    if (!isDocument(item)) throw new StoreError(14, `Field '${name}' must hold only documents`);
    return item;
  });
}

/** Refuses a collation other than the simple one: strings are compared by their bytes here. */
export function assertSimpleCollation(fields: Document): void {
  const { collation } = fields;
  if (!isDocument(collation) || Object.keys(collation).length === 0 || collation['locale'] === 'simple') return;
  throw new StoreError(238, 'Only the simple collation is supported by this store');
}
