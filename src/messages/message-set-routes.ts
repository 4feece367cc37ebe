import { z } from 'zod';
import { resolveChannel } from '../channels/index.js';
import { ChannelId } from '../channels/schemas.js';
import { defineRoute } from '../edges.js';
import { FriendId } from '../friends/schemas.js';
import { messageSetWith, type MessageSetContent } from './core/message-set.js';
import { deleteMessageSet } from './delete-message-set.js';
import { inspectMessageSet } from './inspect-message-set.js';
import { MESSAGE_SETS_MAX, MessageSetModel, MessageSetVersionModel, type MessageSet } from './message-set.model.js';
import { createMessageSet, getMessageSet, updateMessageSet } from './save-message-set.js';
import { Inspected, ListedMessageSet, PresentedMessageSet, SavedContent } from './schemas.js';

const tag = 'Message sets';
const params = z.object({ id: FriendId });
const VERSIONS_LISTED_MAX = 50; // each of up to 200 kB

const list = ({ _id, ...rest }: Omit<MessageSet, 'content' | 'speaksOf'>) => ({ id: _id, ...rest });
const present = ({ content, speaksOf: _speaksOf, ...set }: MessageSet) => ({ ...list(set), ...parse(content) });
const parse = (content: string) => JSON.parse(content) as MessageSetContent;

export const messageSetRoutes = [
  defineRoute({
    method: 'post',
    path: '/api/v1/message-sets',
    access: { scope: 'write' },
    summary: "Save a message set; every branch of it is held against LINE's limits, and LINE itself is asked",
    tag,
    status: 201,
    body: messageSetWith({ channelId: ChannelId.optional() }),
    response: PresentedMessageSet.extend({ warnings: z.array(z.string()) }),
    handle: async (ctx, { body: { channelId, ...content } }) => {
      const { set, warnings } = await createMessageSet(ctx, channelId, content);
      return { ...present(set), warnings };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/message-sets/check',
    access: { scope: 'read' },
    summary: 'What would keep a message set from being saved, without saving it',
    tag,
    body: messageSetWith({ channelId: ChannelId.optional() }),
    response: Inspected,
    handle: async (ctx, { body: { channelId, ...content } }) =>
      inspectMessageSet(ctx, (await resolveChannel(ctx, channelId))._id, content),
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/message-sets',
    access: { scope: 'read' },
    summary: 'List the message sets of a channel by name',
    tag,
    query: z.strictObject({ channelId: ChannelId.optional() }),
    response: z.object({ messageSets: z.array(ListedMessageSet) }),
    handle: async (ctx, { query: { channelId } }) => {
      const channel = await resolveChannel(ctx, channelId);
      const found = await MessageSetModel.find({ channelId: channel._id }, { content: 0, speaksOf: 0 })
        .sort({ name: 1 })
        .limit(MESSAGE_SETS_MAX)
        .lean();
      return { messageSets: found.map(list) };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/message-sets/:id',
    access: { scope: 'read' },
    summary: 'Read the newest version of a message set, and what uses it',
    tag,
    params,
    response: PresentedMessageSet.extend({
      usedBy: z.array(z.object({ kind: z.string(), id: z.string(), name: z.string() })),
    }),
    handle: async (ctx, { params: { id } }) => {
      const set = await getMessageSet(id);
      return { ...present(set), usedBy: await ctx.findReferences(set.channelId, { kind: 'messageSet', id }) };
    },
  }),
  defineRoute({
    method: 'put',
    path: '/api/v1/message-sets/:id',
    access: { scope: 'write' },
    summary: 'Save the next version of a message set; `version` is the one that was edited',
    tag,
    params,
    body: messageSetWith({ version: z.number().int().min(1) }),
    response: PresentedMessageSet.extend({ warnings: z.array(z.string()) }),
    handle: async (ctx, { params: { id }, body: { version, ...content } }) => {
      const { set, warnings } = await updateMessageSet(ctx, id, version, content);
      return { ...present(set), warnings };
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/api/v1/message-sets/:id',
    access: { scope: 'write' },
    summary: 'Delete a message set that nothing uses',
    tag,
    params,
    status: 204,
    handle: async (ctx, { params: { id } }) => deleteMessageSet(ctx, id),
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/message-sets/:id/versions',
    access: { scope: 'read' },
    summary: 'The versions of a message set as they were saved, newest first, a page at a time',
    tag,
    params,
    query: z.strictObject({
      /** The last version of the page before. */
      before: z.coerce.number().int().min(1).optional(),
      limit: z.coerce.number().int().min(1).max(VERSIONS_LISTED_MAX).default(10),
    }),
    response: z.object({
      versions: z.array(
        z.object({ version: z.number(), ...SavedContent, checkedByLine: z.boolean(), savedAt: z.date() }),
      ),
    }),
    handle: async (_ctx, { params: { id }, query: { before, limit } }) => {
      const set = await getMessageSet(id);
      const older = before === undefined ? {} : { version: { $lt: before } };
      const found = await MessageSetVersionModel.find({ messageSetId: set._id, ...older })
        .sort({ version: -1 })
        .limit(limit)
        .lean();
      return {
        versions: found.map(({ version, content, checkedByLine, savedAt }) => ({
          version,
          ...parse(content),
          checkedByLine,
          savedAt,
        })),
      };
    },
  }),
];
