import { z } from 'zod';
import { nameActor } from '../access/index.js';
import { resolveChannel } from '../channels/index.js';
import { defineRoute } from '../edges.js';
import { measureServiceLevel } from './core/service-level.js';
import type { ServicePolicy } from './core/service-policy.js';
import { requireKnownYear } from './look-at-moment.js';
import {
  DefinitionId,
  InChannel,
  NewPolicy,
  NextPolicy,
  PresentedPolicy,
  PresentedServiceLevel,
  PreviewServiceInput,
  VersionsQuery,
} from './schemas.js';
import { getHoursInHistory } from './hours-in-history.js';
import { getPolicyInForce, requireNamed, servicePolicies } from './service-policies.js';
import type { Version } from '../infra/mongo/versions.js';

const tag = 'Service policies';
const params = z.object({ id: DefinitionId });

const present = ({ channelId, definitionId, version, definition, savedAt, savedBy }: Version<ServicePolicy>) => ({
  id: definitionId,
  channelId,
  version,
  savedAt,
  savedBy: nameActor(savedBy),
  policy: definition,
});

export const servicePolicyRoutes = [
  defineRoute({
    method: 'post',
    path: '/api/v1/service-policies',
    access: { scope: 'write' },
    summary: 'Save a service policy: times to answer and to settle, by priority, in open time or time of the clock',
    tag,
    status: 201,
    body: NewPolicy,
    response: PresentedPolicy,
    handle: async (ctx, { body: { channelId, policy } }) => {
      const channel = await resolveChannel(ctx, channelId);
      await requireNamed(channel._id, policy);
      return present(await servicePolicies.create(ctx, channel._id, policy));
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/service-policies',
    access: { scope: 'read' },
    summary: 'List the service policies of a channel, each in its newest version',
    tag,
    query: InChannel,
    response: z.object({ policies: z.array(PresentedPolicy) }),
    handle: async (ctx, { query: { channelId } }) => ({
      policies: (await servicePolicies.list((await resolveChannel(ctx, channelId))._id)).map(present),
    }),
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/service-policies/:id',
    access: { scope: 'read' },
    summary: 'Read the newest version of a service policy',
    tag,
    params,
    response: PresentedPolicy,
    handle: async (_ctx, { params: { id } }) => present(await servicePolicies.get(id)),
  }),
  defineRoute({
    method: 'put',
    path: '/api/v1/service-policies/:id',
    access: { scope: 'write' },
    summary: 'Put the next version of a service policy in force; what was measured to its end stays as it was',
    tag,
    params,
    body: NextPolicy,
    response: PresentedPolicy,
    handle: async (ctx, { params: { id }, body: { version, policy } }) => {
      const { channelId } = await servicePolicies.get(id);
      await requireNamed(channelId, policy);
      return present(await servicePolicies.update(ctx, id, version, policy));
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/service-policies/:id/versions',
    access: { scope: 'read' },
    summary: 'The versions of a service policy as they were saved, newest first',
    tag,
    params,
    query: VersionsQuery,
    response: z.object({ versions: z.array(PresentedPolicy) }),
    handle: async (_ctx, { params: { id }, query: { limit } }) => {
      await servicePolicies.get(id);
      return { versions: (await servicePolicies.listVersions(id, limit)).map(present) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/service-policies/:id/preview',
    access: { scope: 'read' },
    summary: 'How a conversation with this history would stand, and when it would be due; nothing is stored',
    tag,
    params,
    body: PreviewServiceInput,
    response: PresentedServiceLevel,
    handle: async (ctx, { params: { id }, body: { version, history, at = ctx.clock.now() } }) => {
      for (const moment of [at, ...history.map((event) => event.at)]) requireKnownYear(moment);
      const inForce = await getPolicyInForce(ctx, id, version);
      return {
        at,
        ...measureServiceLevel({ ...inForce, calendars: await getHoursInHistory(ctx, history) }, history, at),
      };
    },
  }),
];
