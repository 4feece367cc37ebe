import { z } from 'zod';
import { resolveChannel } from '../channels/index.js';
import { defineRoute, download } from '../edges.js';
import { writeCsv } from '../infra/csv/write-csv.js';
import { cancelOperation, getOperation, undoOperation } from './end-operation.js';
import { listOperationErrors, listOperations } from './list-operations.js';
import { presentOperation } from './present-operation.js';
import { startedBy } from './started-by.js';
import { OperationId, OperationsQuery, PresentedOperation } from './schemas.js';

const tag = 'Operations';
const params = z.object({ id: OperationId });

export const routes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/operations',
    access: { scope: 'read' },
    summary: 'Long work that people started, newest first',
    tag,
    query: OperationsQuery,
    response: z.object({ operations: z.array(PresentedOperation), next: z.string().nullable() }),
    handle: async (ctx, { query: { channelId, ...rest } }) => {
      const channel = await resolveChannel(ctx, channelId);
      const operations = await listOperations({ channelId: channel._id, ...rest });
      const next = operations.length === rest.limit ? (operations.at(-1)?._id ?? null) : null;
      return { operations: operations.map(presentOperation), next };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/operations/:id',
    access: { scope: 'read', startedBy },
    summary: 'How far an operation is',
    tag,
    params,
    response: PresentedOperation,
    handle: async (_ctx, { params: { id } }) => presentOperation(await getOperation(id)),
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/operations/:id/errors.csv',
    access: { scope: 'read', startedBy },
    summary: 'What an operation could not do, as a CSV file with row, subject and reason',
    tag,
    params,
    download: { contentTypes: ['text/csv'] },
    handle: async (_ctx, { params: { id } }) => {
      const operation = await getOperation(id);
      const stream = writeCsv(['row', 'subject', 'reason'], listOperationErrors(operation));
      return download({ contentType: 'text/csv; charset=utf-8', fileName: `errors-${id}.csv`, stream });
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/operations/:id/cancel',
    access: { scope: 'write', startedBy },
    summary: 'Stop an operation; what it did so far stays',
    tag,
    params,
    response: PresentedOperation,
    handle: async (ctx, { params: { id } }) => presentOperation(await cancelOperation(ctx, id)),
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/operations/:id/undo',
    access: { scope: 'write', startedBy },
    summary: 'Take back what an operation did, while that is offered',
    tag,
    params,
    response: PresentedOperation,
    handle: async (ctx, { params: { id } }) => presentOperation(await undoOperation(ctx, id)),
  }),
];
