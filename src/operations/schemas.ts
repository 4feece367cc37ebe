import { z } from 'zod';
import { ChannelId } from '../channels/schemas.js';

export const OperationId = z.string().regex(/^[0-9A-Z]{26}$/, 'must be an operation id');
export const OperationStateName = z.enum(['queued', 'running', 'done', 'failed', 'cancelled', 'undoing', 'undone']);

export const OperationsQuery = z.strictObject({
  channelId: ChannelId.optional(),
  kind: z.string().max(60).optional(),
  state: OperationStateName.optional(),
  /** Id of the last operation of the page before. */
  after: OperationId.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** An operation as callers see it: how far it is, what came of it, what may still be done with it. */
export const PresentedOperation = z
  .object({
    id: z.string(),
    channelId: z.string(),
    kind: z.string(),
    state: OperationStateName,
    total: z.number().nullable(),
    done: z.number(),
    failed: z.number(),
    undone: z.number(),
    errors: z.object({ count: z.number(), isCut: z.boolean(), url: z.string().nullable() }),
    result: z.record(z.string(), z.unknown()),
    reason: z.string().nullable(),
    startedBy: z.object({ kind: z.string(), id: z.string() }),
    canUndoUntil: z.date().nullable(),
    createdAt: z.date(),
    startedAt: z.date().nullable(),
    finishedAt: z.date().nullable(),
  })
  .meta({ id: 'Operation' });
