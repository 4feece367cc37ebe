import type { Command } from './command.js';
import type { Document } from './engine/values/document.js';
import { DOCUMENT_BYTES_MAX } from './engine/values/encode.js';
import { MESSAGE_BYTES_MAX } from './wire/message-reader.js';
import { WRITE_BATCH_MAX } from './write-errors.js';

/** The server version whose behaviour this store follows, and its wire version. */
const VERSION = '7.0.0';
const VERSION_NUMBERS = [7, 0, 0, 0];
const WIRE_VERSION_MAX = 21;
const SESSION_TIMEOUT_MINUTES = 30; // MongoDB's default

/** hello: what clients have to know. A standalone has no setName, so drivers do not retry writes or start transactions. */
export function hello(command: Command): Document {
  const isOld = command.name !== 'hello';
  return {
    helloOk: true,
    ...(isOld ? { ismaster: true } : { isWritablePrimary: true }),
    maxBsonObjectSize: DOCUMENT_BYTES_MAX,
    maxMessageSizeBytes: MESSAGE_BYTES_MAX,
    maxWriteBatchSize: WRITE_BATCH_MAX,
    localTime: new Date(),
    logicalSessionTimeoutMinutes: SESSION_TIMEOUT_MINUTES,
    connectionId: command.connectionId,
    minWireVersion: 0,
    maxWireVersion: WIRE_VERSION_MAX,
    readOnly: false,
  };
}

/** buildInfo: the version. */
export function buildInfo(): Document {
  return {
    version: VERSION,
    versionArray: VERSION_NUMBERS,
    gitVersion: 'embedded store',
    modules: [],
    bits: 64,
    debug: false,
    maxBsonObjectSize: DOCUMENT_BYTES_MAX,
    storageEngines: ['lmdb'],
  };
}

/** connectionStatus: nobody logs in here. */
export function connectionStatus(): Document {
  return { authInfo: { authenticatedUsers: [], authenticatedUserRoles: [] } };
}

/** getParameter: the one parameter that clients ask for. */
export function getParameter(): Document {
  return { featureCompatibilityVersion: { version: '7.0' } };
}

/** serverStatus: how this process is doing. */
export function serverStatus(command: Command): Document {
  return {
    host: 'localhost',
    version: VERSION,
    process: 'embedded store',
    pid: process.pid,
    uptime: Math.floor((Date.now() - command.store.startedAt.getTime()) / 1000),
    localTime: new Date(),
    metrics: { cursor: { open: { total: command.store.cursors.size } } },
  };
}
