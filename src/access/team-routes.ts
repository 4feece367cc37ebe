import { z } from 'zod';
import { defineRoute } from '../edges.js';
import { deleteTeam } from './delete-team.js';
import { PresentedTeam, TeamId } from './schemas.js';
import { createTeam, getTeam, listTeams, presentTeam, renameTeam } from './teams.js';

const tag = 'Staff';
const params = z.object({ id: TeamId });
const body = z.strictObject({ name: z.string().trim().min(1).max(60) });

export const teamRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/teams',
    access: { scope: 'read' },
    summary: 'List the teams',
    tag,
    response: z.object({ teams: z.array(PresentedTeam) }),
    handle: async () => ({ teams: (await listTeams()).map(presentTeam) }),
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/teams/:id',
    access: { scope: 'read' },
    summary: 'A team',
    tag,
    params,
    response: PresentedTeam,
    handle: async (_ctx, { params: { id } }) => presentTeam(await getTeam(id)),
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/teams',
    access: { scope: 'admin' },
    summary: 'Make a team; people are put into it by PATCH /api/v1/staff/:id',
    tag,
    status: 201,
    body,
    response: PresentedTeam,
    handle: async (ctx, { body: { name } }) => presentTeam(await createTeam(ctx, name)),
  }),
  defineRoute({
    method: 'patch',
    path: '/api/v1/teams/:id',
    access: { scope: 'admin' },
    summary: 'Rename a team',
    tag,
    params,
    body,
    response: PresentedTeam,
    handle: async (_ctx, { params: { id }, body: { name } }) => presentTeam(await renameTeam(id, name)),
  }),
  defineRoute({
    method: 'delete',
    path: '/api/v1/teams/:id',
    access: { scope: 'admin' },
    summary:
      'Delete a team that nobody is in and nothing speaks of; its conversations go to the queue of their channel',
    tag,
    params,
    status: 204,
    handle: (ctx, { params: { id } }) => deleteTeam(ctx, id),
  }),
];
