import { z } from 'zod';
import { resolveChannel } from '../channels/index.js';
import { ChannelId } from '../channels/schemas.js';
import { defineRoute } from '../edges.js';
import { presentOperation } from '../operations/index.js';
import { PresentedOperation } from '../operations/schemas.js';
import { BulkInput, startBulk } from './bulk.js';
import { addCannedResponse, deleteCannedResponse, listCannedResponses, putCannedResponse } from './canned-responses.js';
import type { CannedResponse } from './canned-response.model.js';
import { InboxSettings } from './core/settings.js';
import { getInboxSettings, putInboxSettings } from './inbox-settings.js';
import type { Macro, View } from './macro.model.js';
import { addMacro, deleteMacro, listMacros, putMacro } from './macros.js';
import { runMacro } from './run-macro.js';
import {
  CallerId,
  CannedResponseInput,
  ConversationId,
  Count,
  MacroInput,
  PresentedWaiting,
  ViewInput,
} from './schemas.js';
import { countOpen } from './count-open.js';
import { countWaiting } from './count-waiting.js';
import { addView, deleteView, listViews, putView } from './views.js';

const tag = 'Inbox';
const params = z.object({ id: ConversationId });
const InChannel = z.strictObject({ channelId: ChannelId.optional() });
const ofChannel = { channelId: ChannelId.optional() };
const Nothing = z.object({});

const PresentedCanned = CannedResponseInput.extend({
  id: z.string(),
  usedCount: z.number(),
  lastUsedAt: z.date().nullable(),
  updatedAt: z.date(),
});
const presentCanned = ({ _id: id, shortcut, name, texts, usedCount, lastUsedAt, updatedAt }: CannedResponse) => ({
  id,
  shortcut,
  name,
  texts,
  usedCount,
  lastUsedAt,
  updatedAt,
});

const PresentedMacro = MacroInput.extend({ id: z.string() });
const presentMacro = ({ _id: id, name, actions }: Macro) => ({ id, name, actions });

const PresentedView = ViewInput.extend({ id: z.string() });
const presentView = ({ _id: id, name, rule, order }: View) => ({ id, name, rule, order });

const settingsRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/inbox/settings',
    access: { scope: 'read' },
    summary: 'How the inbox of a channel works',
    tag,
    query: InChannel,
    response: InboxSettings,
    handle: async (ctx, { query }) => getInboxSettings(ctx, (await resolveChannel(ctx, query.channelId))._id),
  }),
  defineRoute({
    method: 'put',
    path: '/api/v1/inbox/settings',
    access: { scope: 'admin', area: 'service' },
    summary: 'Replace how the inbox works: reopening, words that ask for a person, names of agents, open hours',
    tag,
    body: InboxSettings.extend(ofChannel),
    response: InboxSettings,
    handle: async (ctx, { body: { channelId, ...settings } }) =>
      putInboxSettings(ctx, (await resolveChannel(ctx, channelId))._id, settings),
  }),
];

const cannedRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/inbox/canned-responses',
    access: { scope: 'read' },
    summary: 'Canned responses by shortcut, with how often each was sent',
    tag,
    query: InChannel,
    response: z.object({ cannedResponses: z.array(PresentedCanned) }),
    handle: async (ctx, { query }) => {
      const { _id } = await resolveChannel(ctx, query.channelId);
      return { cannedResponses: (await listCannedResponses(_id)).map(presentCanned) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/inbox/canned-responses',
    access: { scope: 'write' },
    summary: 'Add an answer that is given often',
    tag,
    status: 201,
    body: CannedResponseInput.extend(ofChannel),
    response: PresentedCanned,
    handle: async (ctx, { body: { channelId, ...input } }) =>
      presentCanned(await addCannedResponse(ctx, (await resolveChannel(ctx, channelId))._id, input)),
  }),
  defineRoute({
    method: 'put',
    path: '/api/v1/inbox/canned-responses/:id',
    access: { scope: 'write' },
    summary: 'Replace what a canned response says',
    tag,
    params,
    body: CannedResponseInput,
    response: PresentedCanned,
    handle: async (ctx, { params: { id }, body }) => presentCanned(await putCannedResponse(ctx, id, body)),
  }),
  defineRoute({
    method: 'delete',
    path: '/api/v1/inbox/canned-responses/:id',
    access: { scope: 'write' },
    summary: 'Delete a canned response',
    tag,
    params,
    response: Nothing,
    handle: async (_ctx, { params: { id } }) => {
      await deleteCannedResponse(id);
      return {};
    },
  }),
];

const macroRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/inbox/macros',
    access: { scope: 'read' },
    summary: 'Macros by name',
    tag,
    query: InChannel,
    response: z.object({ macros: z.array(PresentedMacro) }),
    handle: async (ctx, { query }) => {
      const { _id } = await resolveChannel(ctx, query.channelId);
      return { macros: (await listMacros(_id)).map(presentMacro) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/inbox/macros',
    access: { scope: 'write' },
    summary: 'Save steps that are often taken together',
    tag,
    status: 201,
    body: MacroInput.extend(ofChannel),
    response: PresentedMacro,
    handle: async (ctx, { body: { channelId, ...input } }) =>
      presentMacro(await addMacro(ctx, (await resolveChannel(ctx, channelId))._id, input)),
  }),
  defineRoute({
    method: 'put',
    path: '/api/v1/inbox/macros/:id',
    access: { scope: 'write' },
    summary: 'Replace the steps of a macro',
    tag,
    params,
    body: MacroInput,
    response: PresentedMacro,
    handle: async (_ctx, { params: { id }, body }) => presentMacro(await putMacro(id, body)),
  }),
  defineRoute({
    method: 'delete',
    path: '/api/v1/inbox/macros/:id',
    access: { scope: 'write' },
    summary: 'Delete a macro',
    tag,
    params,
    response: Nothing,
    handle: async (_ctx, { params: { id } }) => {
      await deleteMacro(id);
      return {};
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/conversations/:id/macros',
    access: { scope: 'send' },
    summary: 'Take the steps of a macro; the answer says what became of each',
    tag,
    params,
    body: z.strictObject({ macroId: ConversationId, id: CallerId }),
    response: z.object({
      isDone: z.boolean(),
      steps: z.array(
        z.object({
          kind: z.string(),
          outcome: z.enum(['done', 'failed', 'notDone']),
          reason: z.string().nullable(),
        }),
      ),
    }),
    handle: (ctx, { params: { id }, body }) => runMacro(ctx, id, body),
  }),
];

const viewRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/inbox/views',
    access: { scope: 'read' },
    summary: 'Saved views by name, each with how many conversations it shows; `isCut` for more than are counted',
    tag,
    query: InChannel,
    response: z.object({ views: z.array(PresentedView.extend({ count: z.number(), isCut: z.boolean() })) }),
    handle: async (ctx, { query }) => {
      const views = await listViews(ctx, query.channelId);
      return { views: views.map(({ count, isCut, ...view }) => ({ ...presentView(view), count, isCut })) };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/inbox/counts',
    access: { scope: 'read' },
    summary: 'How many conversations are open: yours, nobody’s, all that you see; `isCut` for more than are counted',
    tag,
    query: InChannel,
    response: z.object({ mine: Count, unassigned: Count, open: Count }),
    handle: async (ctx, { query }) => countOpen(ctx, query.channelId),
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/inbox/waiting',
    access: { scope: 'read' },
    summary: 'How many open conversations that you see wait for an answer, which one longest, and how many are overdue',
    tag,
    query: InChannel,
    response: PresentedWaiting,
    handle: async (ctx, { query }) => countWaiting(ctx, query.channelId),
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/inbox/views',
    access: { scope: 'write' },
    summary: 'Save a view: a rule over conversations and their friends, and an order',
    tag,
    status: 201,
    body: ViewInput.extend(ofChannel),
    response: PresentedView,
    handle: async (ctx, { body: { channelId, ...input } }) =>
      presentView(await addView(ctx, (await resolveChannel(ctx, channelId))._id, input)),
  }),
  defineRoute({
    method: 'put',
    path: '/api/v1/inbox/views/:id',
    access: { scope: 'write' },
    summary: 'Replace a view',
    tag,
    params,
    body: ViewInput,
    response: PresentedView,
    handle: async (ctx, { params: { id }, body }) => presentView(await putView(ctx, id, body)),
  }),
  defineRoute({
    method: 'delete',
    path: '/api/v1/inbox/views/:id',
    access: { scope: 'write' },
    summary: 'Delete a view',
    tag,
    params,
    response: Nothing,
    handle: async (_ctx, { params: { id } }) => {
      await deleteView(id);
      return {};
    },
  }),
];

const bulkRoute = defineRoute({
  method: 'post',
  path: '/api/v1/inbox/bulk',
  access: { scope: 'write' },
  summary: 'Do one thing to many conversations: an operation with progress, which can be undone for a day',
  tag,
  status: 202,
  body: BulkInput.extend(ofChannel),
  response: PresentedOperation,
  handle: async (ctx, { body: { channelId, ...input } }) =>
    presentOperation(await startBulk(ctx, (await resolveChannel(ctx, channelId))._id, input)),
});

export const setUpRoutes = [...settingsRoutes, ...cannedRoutes, ...macroRoutes, ...viewRoutes, bulkRoute];
