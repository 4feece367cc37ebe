import { idOfActor } from '../access/index.js';
import type { z } from 'zod';
import type { Operation } from './operation.model.js';
import type { PresentedOperation } from './schemas.js';

/** An operation as callers see it. */
export function presentOperation(operation: Operation): z.infer<typeof PresentedOperation> {
  const { _id, channelId, kind, state, total, done, failed, undone, result, reason } = operation;
  const { createdAt, startedAt, finishedAt, errorCount, isErrorsCut, startedBy, undoUntil } = operation;
  return {
    id: _id,
    channelId,
    kind,
    state,
    total,
    done,
    failed,
    undone,
    errors: {
      count: errorCount,
      isCut: isErrorsCut,
      url: errorCount > 0 ? `/api/v1/operations/${_id}/errors.csv` : null,
    },
    result,
    reason,
    startedBy: { kind: startedBy.kind, id: idOfActor(startedBy) },
    canUndoUntil: undoUntil,
    createdAt,
    startedAt,
    finishedAt,
  };
}
