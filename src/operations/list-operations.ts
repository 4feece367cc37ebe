import type { Filter } from '../infra/mongo/model.js';
import { ERRORS_KEPT_MAX } from './run-operation.js';
import { OperationErrorModel, OperationModel, type Operation, type OperationState } from './operation.model.js';

/** A page of a channel's operations, newest first. */
export async function listOperations(wanted: {
  channelId: string;
  kind?: string | undefined;
  state?: OperationState | undefined;
  after?: string | undefined;
  limit: number;
}): Promise<Operation[]> {
  const { channelId, kind, state, after, limit } = wanted;
  const filter = {
    channelId,
    ...(kind === undefined ? {} : { kind }),
    ...(state === undefined ? {} : { state }),
    ...(after === undefined ? {} : { _id: { $lt: after } }),
  };
  return OperationModel.find(filter as Filter<Operation>)
    .sort({ _id: -1 })
    .limit(limit)
    .lean();
}

/** The rows of the error file, in the order of their finding; the last one says when there were more. */
export async function* listOperationErrors({
  _id,
  isErrorsCut,
}: Operation): AsyncGenerator<{ row: number | null; subject: string; reason: string }> {
  const errors = OperationErrorModel.find({ operationId: _id }).sort({ _id: 1 }).lean().cursor();
  for await (const { row, subject, reason } of errors) yield { row, subject, reason };
  if (isErrorsCut)
    yield { row: null, subject: '', reason: `There were more; only the first ${ERRORS_KEPT_MAX} are kept.` };
}
