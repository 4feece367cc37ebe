import { z } from 'zod';
import { resolveChannel } from '../channels/index.js';
import { ChannelId } from '../channels/schemas.js';
import { defineRoute } from '../edges.js';
import { ConversationId } from '../inbox/schemas.js';
import { RoutingRules } from './core/routing.js';
import { explainAssignment } from './explain-assignment.js';
import { presentAssignment } from './present.js';
import { previewRouting } from './preview-routing.js';
import { getRoutingRules, putRoutingRules } from './routing-rules.js';
import { PresentedAssignment, PreviewInput } from './schemas.js';

const tag = 'Assignment';
const Routing = z.object({ rules: RoutingRules });

export const routingRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/inbox/routing',
    access: { scope: 'read' },
    summary: 'The routing rules of a channel in their order; the first that a conversation meets decides alone',
    tag,
    query: z.strictObject({ channelId: ChannelId.optional() }),
    response: Routing,
    handle: async (ctx, { query }) => ({
      rules: await getRoutingRules(ctx, (await resolveChannel(ctx, query.channelId))._id),
    }),
  }),
  defineRoute({
    method: 'put',
    path: '/api/v1/inbox/routing',
    access: { scope: 'admin' },
    summary:
      'Replace the routing rules: by conversation, friend, words and language, to team, priority, labels, person',
    tag,
    body: z.strictObject({ channelId: ChannelId.optional(), rules: RoutingRules }),
    response: Routing,
    handle: async (ctx, { body: { channelId, rules } }) => ({
      rules: await putRoutingRules(ctx, (await resolveChannel(ctx, channelId))._id, rules),
    }),
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/inbox/routing/preview',
    access: { scope: 'read' },
    summary: 'Which rule a conversation would meet and why, of those in force or of others; changes nothing',
    tag,
    body: PreviewInput,
    response: z.object({
      rule: z.string().nullable(),
      seen: z.array(
        z.object({
          name: z.string(),
          outcome: z.enum(['met', 'notMet', 'disabled', 'notLookedAt']),
          because: z.array(z.object({ condition: z.unknown(), truth: z.union([z.boolean(), z.literal('unknown')]) })),
        }),
      ),
    }),
    handle: (ctx, { body: { conversationId, rules } }) => previewRouting(ctx, conversationId, rules),
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/conversations/:id/assignment',
    access: { scope: 'read' },
    summary: 'Who would be given a conversation, how long it waits, and why not each of the others',
    tag: 'Inbox',
    params: z.object({ id: ConversationId }),
    response: PresentedAssignment,
    handle: async (ctx, { params: { id } }) => presentAssignment(await explainAssignment(ctx, id)),
  }),
];
