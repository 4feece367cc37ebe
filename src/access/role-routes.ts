import { z } from 'zod';
import { defineRoute } from '../edges.js';
import { AREAS } from './core/areas.js';
import { deleteRole, getRole, listRoles, presentRole, saveRole } from './roles.js';
import { PresentedRole, RoleInput, RoleKey } from './schemas.js';

const tag = 'Roles';
const params = z.object({ key: RoleKey });

export const roleRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/roles',
    access: { scope: 'read' },
    summary: 'List the roles, with the areas that permissions can be about',
    tag,
    response: z.object({ roles: z.array(PresentedRole), areas: z.array(z.string()) }),
    handle: async () => ({ roles: (await listRoles()).map(presentRole), areas: AREAS }),
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/roles/:key',
    access: { scope: 'read' },
    summary: 'A role: what it allows, whose work it sees, what it hides',
    tag,
    params,
    response: PresentedRole,
    handle: async (_ctx, { params: { key } }) => presentRole(await getRole(key)),
  }),
  defineRoute({
    method: 'put',
    path: '/api/v1/roles/:key',
    access: { scope: 'admin' },
    summary: 'Make a role or change it; it holds for everybody who has it from their next request on',
    tag,
    params,
    body: RoleInput,
    response: PresentedRole,
    handle: async (ctx, { params: { key }, body }) => presentRole(await saveRole(ctx, key, body)),
  }),
  defineRoute({
    method: 'delete',
    path: '/api/v1/roles/:key',
    access: { scope: 'admin' },
    summary: 'Delete a role that nobody has and that is not built in',
    tag,
    params,
    status: 204,
    handle: async (_ctx, { params: { key } }) => deleteRole(key),
  }),
];
