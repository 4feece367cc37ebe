import { z } from 'zod';
import { resolveChannel } from '../channels/index.js';
import { ChannelId } from '../channels/schemas.js';
import { defineRoute } from '../edges.js';
import { StagePolicy } from './core/policy.js';
import { getPolicy, publishPolicy } from './stage-policy.js';
import type { PublishedPolicy } from './stage-policy.model.js';

const tag = 'Lifecycle';
const present = ({ _id, ...rest }: PublishedPolicy) => rest;
const PresentedPolicy = StagePolicy.extend({ channelId: z.string(), version: z.number(), publishedAt: z.date() });

export const routes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/stage-policy',
    access: { scope: 'read' },
    summary: 'Read the stage policy in force',
    tag,
    query: z.strictObject({ channelId: ChannelId.optional() }),
    response: PresentedPolicy,
    handle: async (ctx, { query }) => present(await getPolicy(ctx, (await resolveChannel(ctx, query.channelId))._id)),
  }),
  defineRoute({
    method: 'put',
    path: '/api/v1/stage-policy',
    access: { scope: 'write' },
    summary: 'Publish a new version of the stage policy',
    tag,
    body: StagePolicy.extend({ channelId: ChannelId.optional() }),
    response: PresentedPolicy,
    handle: async (ctx, { body: { channelId, ...policy } }) =>
      present(await publishPolicy(ctx, (await resolveChannel(ctx, channelId))._id, policy)),
  }),
];
