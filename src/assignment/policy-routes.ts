import { z } from 'zod';
import { getTeam } from '../access/index.js';
import { TeamId } from '../access/schemas.js';
import { resolveChannel } from '../channels/index.js';
import { ChannelId } from '../channels/schemas.js';
import { defineRoute } from '../edges.js';
import { AssignmentPolicy } from './core/policy.js';
import { queueOfChannel, queueOfTeam } from './core/queue.js';
import { getPolicy, putPolicy, type QueuePolicy } from './policies.js';

const tag = 'Assignment';
const params = z.object({ id: TeamId });

const present = ({ queue: _queue, teamId: _teamId, team: _team, ...policy }: QueuePolicy) => policy;

export const policyRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/teams/:id/assignment',
    access: { scope: 'read' },
    summary: 'How conversations of a team are given to its people',
    tag,
    params,
    response: AssignmentPolicy,
    handle: async (ctx, { params: { id } }) => {
      await getTeam(id);
      return present(await getPolicy(ctx, queueOfTeam(id)));
    },
  }),
  defineRoute({
    method: 'put',
    path: '/api/v1/teams/:id/assignment',
    access: { scope: 'admin' },
    summary: 'Replace it: by hand, in turns or to the least busy; who, sticky, skills, overflow, handing back',
    tag,
    params,
    body: AssignmentPolicy,
    response: AssignmentPolicy,
    handle: (ctx, { params: { id }, body }) => putPolicy(ctx, queueOfTeam(id), body),
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/inbox/assignment',
    access: { scope: 'read' },
    summary: 'The same for conversations of a channel that are of no team',
    tag,
    query: z.strictObject({ channelId: ChannelId.optional() }),
    response: AssignmentPolicy,
    handle: async (ctx, { query }) =>
      present(await getPolicy(ctx, queueOfChannel((await resolveChannel(ctx, query.channelId))._id))),
  }),
  defineRoute({
    method: 'put',
    path: '/api/v1/inbox/assignment',
    access: { scope: 'admin' },
    summary: 'Replace it for conversations of a channel that are of no team',
    tag,
    body: AssignmentPolicy.extend({ channelId: ChannelId.optional() }),
    response: AssignmentPolicy,
    handle: async (ctx, { body: { channelId, ...policy } }) =>
      putPolicy(ctx, queueOfChannel((await resolveChannel(ctx, channelId))._id), policy),
  }),
];
