import { z } from 'zod';
import { resolveChannel } from '../channels/index.js';
import { ChannelId } from '../channels/schemas.js';
import { defineRoute } from '../edges.js';
import { FriendId } from '../friends/schemas.js';
import { presentOperation } from '../operations/index.js';
import { PresentedOperation } from '../operations/schemas.js';
import { startBulkTagging } from './bulk-tagging.js';
import { TagParams } from './schemas.js';

const tag = 'Tags';
const FRIENDS_MAX = 10_000;
const UPLOAD_BYTES_MAX = 50 * 1024 * 1024;
const op = z.enum(['apply', 'remove']).default('apply');
const reason = z.string().trim().min(1).max(200);

export const bulkRoutes = [
  defineRoute({
    method: 'post',
    path: '/api/v1/tags/:tagId/bulk',
    access: { scope: 'write' },
    summary: 'Tag many friends by their ids, or take the tag from them, as an operation with undo for 24 hours',
    tag,
    status: 202,
    params: TagParams,
    body: z.strictObject({
      channelId: ChannelId.optional(),
      op,
      friendIds: z
        .array(FriendId)
        .min(1)
        .max(FRIENDS_MAX, `must be at most ${FRIENDS_MAX} ids; send more as a CSV file or tag a segment`),
      weight: z.number().positive().max(1_000).optional(),
      reason,
    }),
    response: PresentedOperation,
    handle: async (ctx, { params: { tagId }, body: { channelId, ...rest } }) => {
      const channel = await resolveChannel(ctx, channelId);
      return presentOperation(await startBulkTagging(ctx, { channelId: channel._id, tagId, ...rest }));
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/tags/:tagId/bulk/csv',
    access: { scope: 'write' },
    summary: 'Tag the friends of a CSV file with a column friendId or lineUserId, and weight if wanted, with undo',
    tag,
    status: 202,
    params: TagParams,
    query: z.strictObject({ channelId: ChannelId.optional(), op, reason }),
    upload: { contentTypes: ['text/csv'], bytesMax: UPLOAD_BYTES_MAX },
    response: PresentedOperation,
    handle: async (ctx, { params: { tagId }, query: { channelId, ...rest }, upload }) => {
      const channel = await resolveChannel(ctx, channelId);
      const operation = await startBulkTagging(ctx, { channelId: channel._id, tagId, ...rest, file: upload });
      return presentOperation(operation);
    },
  }),
];
