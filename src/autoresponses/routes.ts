import { z } from 'zod';
import { resolveChannel } from '../channels/index.js';
import { ChannelId } from '../channels/schemas.js';
import { defineRoute } from '../edges.js';
import { newId } from '../infra/ids.js';
import { AutoResponseModel, type AutoResponse } from './auto-response.model.js';
import { AutoResponseDefinition } from './core/auto-response.js';
import { requireTemplates } from '../messages/index.js';

const tag = 'Auto-responses';
const present = ({ _id, ...rest }: AutoResponse) => ({ id: _id, ...rest });
const PresentedAutoResponse = AutoResponseDefinition.extend({
  id: z.string(),
  channelId: z.string(),
  createdAt: z.date(),
});

export const routes = [
  defineRoute({
    method: 'post',
    path: '/api/v1/auto-responses',
    access: { scope: 'write' },
    summary: 'Add an answer that the bot gives by itself',
    tag,
    status: 201,
    body: AutoResponseDefinition.extend({ channelId: ChannelId.optional() }),
    response: PresentedAutoResponse,
    handle: async (ctx, { body: { channelId, ...definition } }) => {
      const channel = await resolveChannel(ctx, channelId);
      requireTemplates(ctx.templates, [definition.template]);
      const added: AutoResponse = { ...definition, _id: newId(), channelId: channel._id, createdAt: ctx.clock.now() };
      await AutoResponseModel.collection.insertOne(added as never);
      return present(added);
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/auto-responses',
    access: { scope: 'read' },
    summary: 'List the auto-responses in the order in which they are tried',
    tag,
    query: z.strictObject({ channelId: ChannelId.optional() }),
    response: z.object({ autoResponses: z.array(PresentedAutoResponse) }),
    handle: async (ctx, { query }) => {
      const channel = await resolveChannel(ctx, query.channelId);
      const responses = await AutoResponseModel.find({ channelId: channel._id })
        .sort({ priority: -1, createdAt: 1 })
        .limit(1_000)
        .lean();
      return { autoResponses: responses.map(present) };
    },
  }),
];
