import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRequire } from 'node:module';
import { afterAll, beforeAll } from '@jest/globals';
import { mongo } from 'mongoose';
import { startStore, type RunningStore, type StoreOptions } from '../../../src/sandbox/store/index.js';

/** The engine the contract runs against when one is given; otherwise the embedded store. */
const GIVEN_URI = process.env['TEST_MONGODB_URI'];

/** A database for one test file, on whichever engine the suite runs against. */
export interface TestDatabase {
  client: mongo.MongoClient;
  db: mongo.Db;
  uri: string;
}

/** Opens a database of a random name before the tests of a file and drops it after them. */
export function useDatabase(): TestDatabase {
  const opened = {} as TestDatabase;
  let store: RunningStore | undefined;
  let folder: string | undefined;
  beforeAll(async () => {
    if (GIVEN_URI === undefined) {
      folder = await makeFolder();
      store = await startStore({ path: folder });
    }
    opened.uri = GIVEN_URI ?? store?.uri ?? '';
    opened.client = await connect(opened.uri);
    opened.db = opened.client.db(randomName());
  });
  afterAll(async () => {
    await opened.db?.dropDatabase();
    await opened.client?.close();
    await store?.close();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });
  return opened;
}

/** Opens the embedded store whatever engine is given: for what only it promises. */
export function useEmbeddedStore(options: Partial<StoreOptions> = {}): TestDatabase {
  const opened = {} as TestDatabase;
  let store: RunningStore | undefined;
  let folder: string | undefined;
  beforeAll(async () => {
    folder = await makeFolder();
    store = await startStore({ ...options, path: folder });
    opened.uri = store.uri;
    opened.client = await connect(store.uri);
    opened.db = opened.client.db(randomName());
  });
  afterAll(async () => {
    await opened.client?.close();
    await store?.close();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });
  return opened;
}

/** A client that gives up soon when nothing answers. */
export async function connect(uri: string, options: mongo.MongoClientOptions = {}): Promise<mongo.MongoClient> {
  return new mongo.MongoClient(uri, { serverSelectionTimeoutMS: 5000, retryWrites: false, ...options }).connect();
}

/** A fresh folder for data. */
export async function makeFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'lifeline-store-'));
}

/** A document of any shape, with any kind of `_id`. */
export interface AnyRow {
  _id?: number | string | object;
  [field: string]: unknown;
}

/** The collection of a name, for documents of any shape. */
export function rowsOf(db: mongo.Db, name: string): mongo.Collection<AnyRow> {
  return db.collection<AnyRow>(name);
}

/** An update of any shape: the driver's types know the fields of a schema, tests have none. */
export function changes(update: mongo.Document): mongo.UpdateFilter<AnyRow> {
  return update;
}

/** A name no other test uses. */
export function randomName(): string {
  return `test_${randomBytes(6).toString('hex')}`;
}

/** A store in a process of its own. */
export interface StoreProcess {
  uri: string;
  process: ChildProcess;
  /** Resolves with the exit code, null after a signal. */
  exited: Promise<number | null>;
}

/** Starts the store as the product does: as a process that says where it listens. */
export async function startStoreProcess(path: string, port = 0): Promise<StoreProcess> {
  const tsx = createRequire(import.meta.url).resolve('tsx');
  const main = new URL('../../../src/sandbox/store/main.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, ['--import', tsx, main, '--path', path, '--port', String(port)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const exited = new Promise<number | null>((resolve) => {
    child.once('exit', (code) => resolve(code));
  });
  let output = '';
  let errors = '';
  const uri = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (piece: Buffer) => {
      output += piece.toString();
      const match = /^store: (\S+)\n/.exec(output);
      if (match?.[1]) resolve(match[1]);
    });
    child.stderr.on('data', (piece: Buffer) => {
      errors += piece.toString();
    });
    child.once('exit', (code) => reject(new Error(`The store ended with ${code}: ${errors}`)));
  });
  return { uri, process: child, exited };
}

/** The error a promise is rejected with, as the driver gives it. */
export async function failureOf(promise: Promise<unknown>): Promise<mongo.MongoServerError> {
  try {
    await promise;
  } catch (cause) {
    if (cause instanceof mongo.MongoServerError) return cause;
    throw cause;
  }
  throw new Error('Expected the server to refuse');
}
