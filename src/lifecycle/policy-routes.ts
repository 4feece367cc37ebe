import { z } from 'zod';
import { resolveChannel } from '../channels/index.js';
import { ChannelId } from '../channels/schemas.js';
import { defineRoute } from '../edges.js';
import { StagePolicy } from './core/policy.js';
import { MAPPING, MODELS, templateAfter } from './core/templates.js';
import { previewPolicy } from './preview-policy.js';
import { ChannelQuery } from './schemas.js';
import { getPolicy, listPolicyVersions, publishPolicy, rollBackPolicy, type Publication } from './stage-policy.js';
import type { PublishedPolicy } from './stage-policy.model.js';

const tag = 'Lifecycle';
const present = ({ _id, unmovedBy: _cause, ...rest }: PublishedPolicy) => rest;
const presentPublication = ({ policy, operationId }: Publication) => ({ ...present(policy), operationId });

const PresentedPolicy = StagePolicy.extend({
  channelId: z.string(),
  version: z.number(),
  publishedAt: z.date(),
  /** What each stage was called, from which version on. */
  lineage: z.record(z.string(), z.array(z.object({ name: z.string(), from: z.number() }))).optional(),
  rollbackOf: z.number().optional(),
});
const PresentedPublication = PresentedPolicy.extend({ operationId: z.string() });
const Body = StagePolicy.extend({ channelId: ChannelId.optional() });

export const policyRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/stage-policy',
    access: { scope: 'read' },
    summary: 'Read the stage policy in force',
    tag,
    query: ChannelQuery,
    response: PresentedPolicy,
    handle: async (ctx, { query }) => present(await getPolicy(ctx, (await resolveChannel(ctx, query.channelId))._id)),
  }),
  defineRoute({
    method: 'put',
    path: '/api/v1/stage-policy',
    access: { scope: 'write' },
    summary: 'Publish a new version of the stage policy; an operation moves the friends',
    tag,
    body: Body,
    response: PresentedPublication,
    handle: async (ctx, { body: { channelId, ...policy } }) =>
      presentPublication(await publishPolicy(ctx, (await resolveChannel(ctx, channelId))._id, policy)),
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/stage-policy/templates',
    access: { scope: 'read' },
    summary: 'Policies to publish next, and which stage of one is which of the other',
    tag,
    query: ChannelQuery,
    response: z.object({
      templates: z.array(z.object({ model: z.enum(MODELS), stages: StagePolicy.shape.stages })),
      mapping: z.array(z.object({ four: z.string(), five: z.string(), where: z.unknown() })),
    }),
    handle: async (ctx, { query }) => {
      const policy = await getPolicy(ctx, (await resolveChannel(ctx, query.channelId))._id);
      return { templates: MODELS.map((model) => ({ model, ...templateAfter(policy, model) })), mapping: MAPPING };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/stage-policy/versions',
    access: { scope: 'read' },
    summary: 'Versions of the stage policy, newest first',
    tag,
    query: ChannelQuery.extend({ limit: z.coerce.number().int().min(1).max(200).default(50) }),
    response: z.object({ versions: z.array(PresentedPolicy) }),
    handle: async (ctx, { query: { channelId, limit } }) => {
      const channel = await resolveChannel(ctx, channelId);
      return { versions: (await listPolicyVersions(channel._id, limit)).map(present) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/stage-policy/preview',
    access: { scope: 'write' },
    summary:
      'Count who would move under a policy, and what speaks of stages that it no longer has; of very many friends, by an operation',
    tag,
    body: Body,
    response: z.object({
      goneStages: z.array(
        z.object({
          stage: z.string(),
          usedBy: z.array(z.object({ kind: z.string(), id: z.string(), name: z.string() })),
        }),
      ),
      operationId: z.string().nullable(),
      preview: z
        .object({
          friends: z.number(),
          staying: z.number(),
          moves: z.array(
            z.object({
              from: z.string().nullable(),
              to: z.string(),
              isRename: z.boolean(),
              count: z.number(),
              samples: z.array(z.string()),
            }),
          ),
          stages: z.array(z.object({ stage: z.string(), before: z.number(), after: z.number() })),
        })
        .nullable(),
    }),
    handle: async (ctx, { body: { channelId, ...policy } }) =>
      previewPolicy(ctx, (await resolveChannel(ctx, channelId))._id, policy),
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/stage-policy/rollback',
    access: { scope: 'write' },
    summary: 'Publish an older version of the stage policy as a new one',
    tag,
    body: z.strictObject({ channelId: ChannelId.optional(), version: z.number().int().min(0).max(1_000_000) }),
    response: PresentedPublication,
    handle: async (ctx, { body: { channelId, version } }) =>
      presentPublication(await rollBackPolicy(ctx, (await resolveChannel(ctx, channelId))._id, version)),
  }),
];
