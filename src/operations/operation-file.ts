import type { Readable } from 'node:stream';
import type { Context } from '../context.js';
import { NotFoundError } from '../errors.js';
import { deleteFile, readFile, writeFile } from '../infra/mongo/files.js';
import { OperationModel } from './operation.model.js';
import type { StartOperationInput } from './start-operation.js';

const FILE_BYTES_MAX = 50 * 1024 * 1024;
const SWEEP_MAX = 100;
const nameOf = (operationId: string) => `operations/${operationId}`;

/** Stores the file of an operation; one that does not pass its check is not kept. */
export async function storeOperationFile(
  operationId: string,
  { contentType, stream, check }: NonNullable<StartOperationInput['file']>,
): Promise<void> {
  const name = nameOf(operationId);
  try {
    await writeFile(name, contentType, stream, FILE_BYTES_MAX);
    if (check) await check(await openOperationFile(operationId));
  } catch (error) {
    await deleteFile(name);
    throw error;
  }
}

/** The file of an operation from byte `start` on; NotFoundError when it has gone. */
export async function openOperationFile(operationId: string, start = 0): Promise<Readable> {
  const file = await readFile(nameOf(operationId), start);
  if (!file) throw new NotFoundError('file of operation', operationId);
  return file.stream;
}

/** Deletes the file of an operation. */
export const deleteOperationFile = (operationId: string) => deleteFile(nameOf(operationId));

/** Deletes the files of operations that ended and cannot be undone any more. */
export async function sweepOperationFiles(ctx: Pick<Context, 'clock'>): Promise<void> {
  const over = await OperationModel.find({ hasFile: true, fileUntil: { $lte: ctx.clock.now() } }, { _id: 1 })
    .limit(SWEEP_MAX)
    .lean();
  for (const { _id } of over) {
    await deleteOperationFile(_id);
    await OperationModel.updateOne({ _id }, { $set: { hasFile: false } });
  }
}
