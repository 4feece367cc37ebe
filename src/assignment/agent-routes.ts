import { z } from 'zod';
import { StaffId, TeamId } from '../access/schemas.js';
import type { Context } from '../context.js';
import { defineRoute } from '../edges.js';
import { ForbiddenError } from '../errors.js';
import { ensureAgent, findAgent, newAgent } from './agents.js';
import { changeAgent } from './change-agent.js';
import { heartbeat } from './heartbeat.js';
import { getSeenAgent, listAgents, requireSeenStaff } from './list-agents.js';
import { presentAgent, presentPresence } from './present.js';
import { AgentChange, AvailabilityInput, PresentedAgent, PresentedPresence } from './schemas.js';

const params = z.object({ id: StaffId });

/** Who of the staff it is; throws ForbiddenError for programs, who have no console. */
function selfOf({ actor }: Pick<Context, 'actor'>): string {
  if (actor.kind !== 'staff') throw new ForbiddenError('This is for people who are signed in.');
  return actor.staffId;
}

export const agentRoutes = [
  defineRoute({
    method: 'post',
    path: '/api/v1/inbox/presence',
    access: { scope: 'write' },
    summary: 'Say that your console is open; about every 20 s, for without it you count as offline after 60 s',
    tag: 'Inbox',
    recordedBy: 'agents',
    response: PresentedPresence,
    handle: async (ctx) => {
      const [id, now] = [selfOf(ctx), ctx.clock.now()];
      return presentPresence((await heartbeat(ctx, id)) ?? newAgent(id, now), now);
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/inbox/presence',
    access: { scope: 'read' },
    summary: 'Whether you take new conversations, and how many you have',
    tag: 'Inbox',
    response: PresentedPresence,
    handle: async (ctx) => {
      const [id, now] = [selfOf(ctx), ctx.clock.now()];
      return presentPresence((await findAgent(id)) ?? newAgent(id, now), now);
    },
  }),
  defineRoute({
    method: 'put',
    path: '/api/v1/inbox/presence',
    access: { scope: 'write' },
    summary: 'Choose whether you take new conversations: online, busy or offline',
    tag: 'Inbox',
    body: AvailabilityInput,
    response: PresentedPresence,
    handle: async (ctx, { body }) => {
      const id = selfOf(ctx);
      await ensureAgent(ctx, id);
      await heartbeat(ctx, id);
      return presentPresence(await changeAgent(ctx, id, body), ctx.clock.now());
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/inbox/agents',
    access: { scope: 'read' },
    summary: 'Agents with who is there and how many conversations each has; those whose work you see',
    tag: 'Inbox',
    query: z.strictObject({ teamId: TeamId.optional() }),
    response: z.object({ agents: z.array(PresentedAgent) }),
    handle: async (ctx, { query }) => {
      const now = ctx.clock.now();
      return { agents: (await listAgents(ctx, query.teamId)).map((found) => presentAgent(found, now)) };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/inbox/agents/:id',
    access: { scope: 'read' },
    summary: 'An agent',
    tag: 'Inbox',
    params,
    response: PresentedAgent,
    handle: async (ctx, { params: { id } }) => presentAgent(await getSeenAgent(ctx, id), ctx.clock.now()),
  }),
  defineRoute({
    method: 'patch',
    path: '/api/v1/inbox/agents/:id',
    access: { scope: 'admin' },
    summary: 'Change how many conversations somebody has at once, what they can do, whether they take new ones',
    tag: 'Assignment',
    params,
    body: AgentChange,
    response: PresentedAgent,
    handle: async (ctx, { params: { id }, body }) => {
      await requireSeenStaff(ctx, id);
      await changeAgent(ctx, id, body);
      return presentAgent(await getSeenAgent(ctx, id), ctx.clock.now());
    },
  }),
];
