import type { Context } from '../context.js';
import { ConflictError, NotFoundError } from '../errors.js';
import { OperationModel, type Operation } from './operation.model.js';
import { ended } from './run-operation.js';
import { RUN_OPERATION } from './start-operation.js';

/** The operation; NotFoundError when there is none. */
export async function getOperation(operationId: string): Promise<Operation> {
  const operation = await OperationModel.findById(operationId).lean();
  if (!operation) throw new NotFoundError('operation', operationId);
  return operation;
}

/** Stops an operation after the present piece; what it did stays. Cancelling twice is harmless. */
export async function cancelOperation(ctx: Pick<Context, 'clock'>, operationId: string): Promise<Operation> {
  const operation = await getOperation(operationId);
  if (operation.state === 'cancelled') return operation;
  if (operation.state !== 'queued' && operation.state !== 'running')
    throw new ConflictError(
      `Operation ${operationId} is ${operation.state}; only one that is queued or running can be cancelled.`,
    );
  const cancelled = await OperationModel.findOneAndUpdate(
    { _id: operationId, state: operation.state },
    { $set: ended(operation, 'cancelled', ctx.clock.now()) },
    { returnDocument: 'after' },
  ).lean();
  return cancelled ?? cancelOperation(ctx, operationId);
}

/** Takes back what an operation did, while that is offered. Asking twice is harmless. */
export async function undoOperation(ctx: Pick<Context, 'clock' | 'wake'>, operationId: string): Promise<Operation> {
  const now = ctx.clock.now();
  const undoing = await OperationModel.findOneAndUpdate(
    { _id: operationId, state: { $in: ['done', 'failed', 'cancelled'] }, undoUntil: { $gt: now } },
    { $set: { state: 'undoing', isOpen: true, cursor: null, attempts: 0, dueAt: now, reason: null, fileUntil: null } },
    { returnDocument: 'after' },
  ).lean();
  if (undoing) {
    ctx.wake(RUN_OPERATION, [{ operationId }]);
    return undoing;
  }
  const operation = await getOperation(operationId);
  if (operation.state === 'undoing' || operation.state === 'undone') return operation;
  throw new ConflictError(`Operation ${operationId} cannot be undone: ${whyNot(operation)}`);
}

function whyNot({ state, kind, isOpen, undoUntil }: Operation): string {
  if (isOpen) return `it is ${state}; wait for its end or cancel it first.`;
  if (undoUntil) return `that was possible until ${undoUntil.toISOString()}.`;
  return `operations of the kind ${kind} offer no undoing, or it did nothing.`;
}
