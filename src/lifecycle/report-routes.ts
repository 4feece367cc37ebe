import { z } from 'zod';
import { resolveChannel } from '../channels/index.js';
import { ChannelId } from '../channels/schemas.js';
import { defineRoute } from '../edges.js';
import { presentFriendsPage } from '../friends/index.js';
import { FriendsPage } from '../friends/schemas.js';
import { MODELS } from './core/templates.js';
import { LifecycleSettings } from './core/settings.js';
import { getLifecycleSettings, setLifecycleSettings } from './lifecycle-settings.js';
import { reportFlows } from './report-flows.js';
import { listOverdue, reportLifecycle } from './report-lifecycle.js';
import { reportRfm } from './report-rfm.js';
import { ChannelQuery, FlowsQuery, PresentedFlows, PresentedLifecycle } from './schemas.js';

const tag = 'Lifecycle';

export const reportRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/lifecycle/settings',
    access: { scope: 'read' },
    summary: 'Read the thresholds of activity status, the weights of health and the customer lifetime',
    tag,
    query: ChannelQuery,
    response: LifecycleSettings,
    handle: async (ctx, { query }) => getLifecycleSettings(ctx, (await resolveChannel(ctx, query.channelId))._id),
  }),
  defineRoute({
    method: 'put',
    path: '/api/v1/lifecycle/settings',
    access: { scope: 'write' },
    summary: 'Set them; an operation looks at all friends again',
    tag,
    body: LifecycleSettings.extend({ channelId: ChannelId.optional() }),
    response: z.object({ settings: LifecycleSettings, operationId: z.string() }),
    handle: async (ctx, { body: { channelId, ...settings } }) =>
      setLifecycleSettings(ctx, (await resolveChannel(ctx, channelId))._id, settings),
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/lifecycle/report',
    access: { scope: 'read' },
    summary: 'How many friends are in each stage, in the stages of the policy or of a model, and by activity status',
    tag,
    query: ChannelQuery.extend({ model: z.enum(MODELS).optional() }),
    response: PresentedLifecycle,
    handle: async (ctx, { query: { channelId, model } }) =>
      reportLifecycle(ctx, (await resolveChannel(ctx, channelId))._id, model ?? null),
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/lifecycle/flows',
    access: { scope: 'read' },
    summary: 'What moved in a period: between stages, into silence, and friends gained and lost by day',
    tag,
    query: FlowsQuery,
    response: PresentedFlows,
    handle: async (ctx, { query: { channelId, ...period } }) =>
      reportFlows(ctx, (await resolveChannel(ctx, channelId))._id, period),
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/lifecycle/overdue',
    access: { scope: 'read' },
    summary: 'Friends who are in a stage for longer than its maximum age, a page at a time',
    tag,
    query: ChannelQuery.extend({
      stage: z.string().min(1).max(40),
      after: z.string().max(40).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    response: FriendsPage,
    handle: async (ctx, { query: { channelId, stage, after, limit } }) => {
      const channel = await resolveChannel(ctx, channelId);
      const friends = await listOverdue(ctx, channel._id, { stage, ...(after ? { after } : {}), limit });
      return presentFriendsPage(friends, limit, ctx.clock.now());
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/lifecycle/rfm',
    access: { scope: 'read' },
    summary: 'How many customers bought how lately and how often, in fifths, with the segment rule of each cell',
    tag,
    query: ChannelQuery,
    response: z.object({
      computedAt: z.date().nullable(),
      customers: z.number(),
      cells: z.array(z.object({ recency: z.number(), frequency: z.number(), friends: z.number(), rule: z.unknown() })),
    }),
    handle: async (ctx, { query }) => reportRfm((await resolveChannel(ctx, query.channelId))._id),
  }),
];
