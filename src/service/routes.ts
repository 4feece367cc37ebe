import { z } from 'zod';
import { resolveChannel } from '../channels/index.js';
import { ChannelId } from '../channels/schemas.js';
import { defineRoute } from '../edges.js';
import { ConversationId } from '../inbox/schemas.js';
import { presentOperation } from '../operations/index.js';
import { PresentedOperation } from '../operations/schemas.js';
import { startApplying } from './apply-rules.js';
import { describeService } from './describe-service.js';
import { previewRules } from './preview-rules.js';
import { PresentedPreview, PresentedRules, PresentedService, PreviewRulesInput, RulesInput } from './schemas.js';
import { checkServiceRules, getServiceRules, putServiceRules } from './service-rules.js';

const tag = 'Service policies';
const InChannel = z.strictObject({ channelId: ChannelId.optional() });

export const routes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/service-rules',
    access: { scope: 'read' },
    summary: 'Which conversations of a channel are held to which service policy',
    tag,
    query: InChannel,
    response: PresentedRules,
    handle: async (ctx, { query }) => {
      const { _id } = await resolveChannel(ctx, query.channelId);
      return { rules: (await getServiceRules(ctx, _id)).rules };
    },
  }),
  defineRoute({
    method: 'put',
    path: '/api/v1/service-rules',
    access: { scope: 'admin' },
    summary: 'Replace them, for conversations that open from now on; the first rule that is true decides',
    tag,
    body: RulesInput,
    response: PresentedRules,
    handle: async (ctx, { body: { channelId, rules } }) => {
      const { _id } = await resolveChannel(ctx, channelId);
      return { rules: await putServiceRules(ctx, _id, rules) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/service-rules/preview',
    access: { scope: 'read' },
    summary: 'How conversations that go on would stand under rules, were they applied now; nothing is stored',
    tag,
    body: PreviewRulesInput,
    response: PresentedPreview,
    handle: async (ctx, { body: { channelId, rules } }) => {
      const { _id } = await resolveChannel(ctx, channelId);
      const given = rules ? await checkServiceRules(ctx, _id, rules) : (await getServiceRules(ctx, _id)).rules;
      return previewRules(ctx, _id, given);
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/service-rules/apply',
    access: { scope: 'admin' },
    summary: 'Hold the conversations that go on to the rules too, from when each began',
    tag,
    status: 202,
    body: InChannel,
    response: PresentedOperation,
    handle: async (ctx, { body }) => {
      const { _id } = await resolveChannel(ctx, body.channelId);
      return presentOperation(await startApplying(ctx, _id));
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/conversations/:id/service',
    access: { scope: 'read', area: 'inbox' },
    summary:
      'Whether staff of a conversation work now and when next, its policy, and what the out-of-hours answer came to',
    tag,
    params: z.object({ id: ConversationId }),
    response: PresentedService,
    handle: (ctx, { params: { id } }) => describeService(ctx, id),
  }),
];
