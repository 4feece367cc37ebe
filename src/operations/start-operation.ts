import type { Readable } from 'node:stream';
import type { Context } from '../context.js';
import { ConflictError } from '../errors.js';
import { newId } from '../infra/ids.js';
import { insertNew } from '../infra/mongo/model.js';
import { deleteOperationFile, storeOperationFile } from './operation-file.js';
import { OperationModel, type Operation } from './operation.model.js';

export const RUN_OPERATION = 'operations.run';

/** What to start. The same `cause` starts one operation, however often it is asked for. */
export interface StartOperationInput {
  cause?: string;
  channelId: string;
  kind: string;
  input: unknown;
  /** Stored with the operation; `check` reads it whole and throws what is wrong with it, and then nothing is stored. */
  file?: { contentType: string; stream: Readable; check?(stream: Readable): Promise<void> };
}

/** Stores an operation and wakes its work; the runner goes on by itself. */
export async function startOperation(
  ctx: Pick<Context, 'actor' | 'clock' | 'wake'>,
  { cause, channelId, kind, input, file }: StartOperationInput,
): Promise<Operation> {
  const id = newId();
  if (file) await storeOperationFile(id, file);
  const now = ctx.clock.now();
  const operation: Operation = {
    _id: id,
    ...(cause === undefined ? {} : { cause }),
    channelId,
    kind,
    input,
    state: 'queued',
    isOpen: true,
    cursor: null,
    pieces: 0,
    attempts: 0,
    dueAt: now,
    total: null,
    done: 0,
    failed: 0,
    undone: 0,
    errorCount: 0,
    isErrorsCut: false,
    result: {},
    reason: null,
    startedBy: ctx.actor,
    undoWithinHours: null,
    undoUntil: null,
    fileUntil: null,
    hasFile: file !== undefined,
    createdAt: now,
    startedAt: null,
    finishedAt: null,
  };
  const isNew = await insertNew(OperationModel, [operation]).catch(async (error: unknown) => {
    if (file) await deleteOperationFile(id);
    throw error;
  });
  if (isNew === 1) {
    ctx.wake(RUN_OPERATION, [{ operationId: id }]);
    return operation;
  }
  if (file) await deleteOperationFile(id);
  const started = await OperationModel.findOne({ cause }).lean();
  if (!started) throw new ConflictError(`An operation caused by ${cause} could not be started.`);
  return started;
}
