import { z } from 'zod';
import { defineRoute } from '../edges.js';
import { getAccessSettings, setAccessSettings } from './access-settings.model.js';
import { changeStaff, deleteStaff, reinstateStaff, resetStaff, suspendStaff } from './change-staff.js';
import { getStaff } from './find-staff.js';
import { inviteStaff } from './invite-staff.js';
import { requireOwner } from './may-manage.js';
import { presentStaff } from './present-staff.js';
import { AccessSettings, ChangeStaffInput, InviteInput, PresentedLink, PresentedStaff, StaffId } from './schemas.js';
import { StaffModel } from './staff.model.js';

const tag = 'Staff';
const params = z.object({ id: StaffId });
const PAGE_MAX = 200;

export const staffRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/staff',
    access: { scope: 'read' },
    summary: 'List the people who work with Lifeline, page by page',
    tag,
    query: z.strictObject({
      after: StaffId.optional(),
      limit: z.coerce.number().int().min(1).max(PAGE_MAX).default(PAGE_MAX),
    }),
    response: z.object({ staff: z.array(PresentedStaff), next: z.string().nullable() }),
    handle: async (_ctx, { query: { after, limit } }) => {
      const staff = await StaffModel.find(after === undefined ? {} : { _id: { $gt: after } })
        .sort({ _id: 1 })
        .limit(limit)
        .lean();
      return { staff: staff.map(presentStaff), next: staff.length === limit ? (staff.at(-1)?._id ?? null) : null };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/staff',
    access: { scope: 'admin' },
    summary: 'Invite somebody; the link in the answer is shown once, works once and ends after seven days',
    tag,
    status: 201,
    body: InviteInput,
    response: PresentedStaff.extend({ link: PresentedLink }),
    handle: async (ctx, { body }) => {
      const { staff, link } = await inviteStaff(ctx, body);
      return { ...presentStaff(staff), link };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/staff/:id',
    access: { scope: 'read' },
    summary: 'A person',
    tag,
    params,
    response: PresentedStaff,
    handle: async (_ctx, { params: { id } }) => presentStaff(await getStaff(id)),
  }),
  defineRoute({
    method: 'patch',
    path: '/api/v1/staff/:id',
    access: { scope: 'admin' },
    summary: 'Change name, role or teams of a person; with another role they sign in anew',
    tag,
    params,
    body: ChangeStaffInput,
    response: PresentedStaff,
    handle: async (ctx, { params: { id }, body }) => presentStaff(await changeStaff(ctx, id, body)),
  }),
  defineRoute({
    method: 'delete',
    path: '/api/v1/staff/:id',
    access: { scope: 'admin' },
    summary: 'Remove a person and every way in that they had',
    tag,
    params,
    status: 204,
    handle: async (ctx, { params: { id } }) => deleteStaff(ctx, id),
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/staff/:id/suspend',
    access: { scope: 'admin' },
    summary: 'Keep a person out from now on; their sessions end',
    tag,
    params,
    response: PresentedStaff,
    handle: async (ctx, { params: { id } }) => presentStaff(await suspendStaff(ctx, id)),
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/staff/:id/reinstate',
    access: { scope: 'admin' },
    summary: 'Let a person who was suspended in again',
    tag,
    params,
    response: PresentedStaff,
    handle: async (ctx, { params: { id } }) => presentStaff(await reinstateStaff(ctx, id)),
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/staff/:id/link',
    access: { scope: 'admin' },
    summary:
      'Make another invitation, or as an owner a reset: password and authenticator of the person are void at once',
    tag,
    params,
    response: PresentedLink,
    handle: async (ctx, { params: { id } }) => resetStaff(ctx, id),
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/access-settings',
    access: { scope: 'read' },
    summary: 'Whether everybody needs a second factor, and for how many days the audit log is kept',
    tag,
    response: AccessSettings,
    handle: () => getAccessSettings(),
  }),
  defineRoute({
    method: 'put',
    path: '/api/v1/access-settings',
    access: { scope: 'admin' },
    summary: 'Set these, as an owner; a required second factor holds from the next request on',
    tag,
    body: AccessSettings,
    response: AccessSettings,
    handle: async (ctx, { body }) => {
      requireOwner(ctx, 'change what holds for everybody who signs in');
      return setAccessSettings(body);
    },
  }),
];
