import { aggregate } from './aggregate.js';
import { collStats, create, dbStats, drop, dropDatabase, listCollections, listDatabases } from './collections.js';
import type { Command, CommandHandler } from './command.js';
import { count, distinct } from './count.js';
import { deleteDocuments } from './delete.js';
import type { Document } from './engine/values/document.js';
import { encodeDocument } from './engine/values/encode.js';
import { StoreError } from './engine/values/errors.js';
import { explain } from './explain.js';
import { findAndModify } from './find-and-modify.js';
import { find, getMore, killCursors } from './find.js';
import { buildInfo, connectionStatus, getParameter, hello, serverStatus } from './hello.js';
import { createIndexes, dropIndexes, listIndexes } from './indexes.js';
import { insert } from './insert.js';
import { update } from './update.js';

const nothing = (): Document => ({});

const HANDLERS: Record<string, CommandHandler> = {
  aggregate,
  buildInfo,
  buildinfo: buildInfo,
  collStats,
  collstats: collStats,
  connectionStatus,
  count,
  create,
  createIndexes,
  dbStats,
  dbstats: dbStats,
  delete: deleteDocuments,
  distinct,
  drop,
  dropDatabase,
  dropIndexes,
  endSessions: nothing,
  explain,
  find,
  findAndModify,
  findandmodify: findAndModify,
  getMore,
  getParameter,
  hello,
  insert,
  isMaster: hello,
  ismaster: hello,
  killCursors,
  killSessions: nothing,
  listCollections,
  listDatabases,
  listIndexes,
  ping: nothing,
  refreshSessions: nothing,
  serverStatus,
  startSession: nothing,
  update,
};

const TRANSACTION_COMMANDS = new Set(['commitTransaction', 'abortTransaction', 'startTransaction']);

/** Runs a command; what goes wrong becomes MongoDB's answer for it. */
export async function dispatch(command: Command): Promise<Buffer> {
  try {
    assertNoTransaction(command);
    const handler = Object.hasOwn(HANDLERS, command.name) ? HANDLERS[command.name] : undefined;
    if (!handler) throw new StoreError(59, `no such command: '${command.name}'`);
    const answer = await handler(command);
    return Buffer.isBuffer(answer) ? answer : encodeDocument({ ...answer, ok: 1 });
  } catch (cause) {
    return encodeDocument(errorAnswer(cause));
  }
}

function assertNoTransaction({ name, fields }: Command): void {
  if (TRANSACTION_COMMANDS.has(name) || fields['txnNumber'] !== undefined || fields['startTransaction'] !== undefined) {
    throw new StoreError(20, 'Transaction numbers are only allowed on a replica set member or mongos');
  }
}

/** MongoDB's answer to a command that failed. */
export function errorAnswer(cause: unknown): Document {
  if (cause instanceof StoreError) {
    return { ok: 0, errmsg: cause.message, code: cause.code, codeName: cause.codeName, ...cause.details };
  }
  // Not a refusal but a fault of this store: the client hears of it instead of waiting.
  console.error(cause);
  const message = cause instanceof Error ? cause.message : String(cause);
  return { ok: 0, errmsg: `Internal error of the embedded store: ${message}`, code: 1, codeName: 'InternalError' };
}
