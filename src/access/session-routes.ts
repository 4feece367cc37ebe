import { z } from 'zod';
import type { Context } from '../context.js';
import { Answer, defineRoute } from '../edges.js';
import { NotFoundError } from '../errors.js';
import { acceptLink } from './accept-link.js';
import { getSelf } from './find-staff.js';
import { presentSession, presentSignedIn } from './present-session.js';
import { LinkToken, PasswordInput, PresentedSession, PresentedStaff, SignInInput } from './schemas.js';
import { changePassword } from './set-password.js';
import { signIn } from './sign-in.js';
import { readLink } from './staff-links.js';
import { endSessions, forgetCookie, listSessions, openSession } from './sessions.js';
import { presentStaff } from './present-staff.js';

const tag = 'Session';
const ownSession = { signedIn: 'Everybody looks after their own sessions.' };
const ListedSession = z.object({
  id: z.string(),
  way: z.enum(['password', 'oidc']),
  address: z.string().nullable(),
  userAgent: z.string().nullable(),
  createdAt: z.date(),
  seenAt: z.date(),
  isThis: z.boolean(),
});

export const sessionRoutes = [
  defineRoute({
    method: 'post',
    path: '/api/v1/session',
    access: { public: 'Signs in; limited by account and by address.' },
    summary: 'Sign in: the answer sets the cookie of the session and says the token that changes need',
    tag,
    status: 201,
    body: SignInInput,
    response: PresentedSession,
    handle: async (ctx, { body }) => {
      const { staff, opened } = await signIn(ctx, body);
      return new Answer({ body: await presentSession(staff, opened), cookies: [opened.cookie] });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/session',
    access: ownSession,
    summary: 'Who is signed in, what they may do, and the token that changes need',
    tag,
    response: PresentedSession,
    handle: (ctx) => presentSignedIn(ctx),
  }),
  defineRoute({
    method: 'delete',
    path: '/api/v1/session',
    access: ownSession,
    summary: 'Sign out',
    tag,
    status: 204,
    handle: (ctx) => signOut(ctx, { only: ctx.caller.session?.id ?? '' }),
  }),
  defineRoute({
    method: 'delete',
    path: '/api/v1/session/everywhere',
    access: ownSession,
    summary: 'Sign out of every browser',
    tag,
    status: 204,
    handle: (ctx) => signOut(ctx, { butNot: null }),
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/session/list',
    access: ownSession,
    summary: 'List the browsers in which one is signed in',
    tag,
    response: z.object({ sessions: z.array(ListedSession) }),
    handle: async (ctx) => {
      const sessions = await listSessions(ctx, (await getSelf(ctx))._id);
      return {
        sessions: sessions.map(({ _id: id, way, address, userAgent, createdAt, seenAt }) => {
          const isThis = id === ctx.caller.session?.id;
          return { id, way, address, userAgent, createdAt, seenAt, isThis };
        }),
      };
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/api/v1/session/list/:id',
    access: ownSession,
    summary: 'Sign out of another browser',
    tag,
    params: z.object({ id: z.string().max(40) }),
    status: 204,
    handle: async (ctx, { params: { id } }) => {
      const ended = await endSessions((await getSelf(ctx))._id, { only: id });
      if (ended === 0) throw new NotFoundError('session', id);
    },
  }),
  defineRoute({
    method: 'put',
    path: '/api/v1/session/password',
    access: ownSession,
    summary: 'Change one’s own password; every session ends, and this browser gets a new one',
    tag,
    body: z.strictObject({ password: PasswordInput, newPassword: PasswordInput }),
    response: PresentedSession,
    handle: async (ctx, { body }) => {
      const staff = await getSelf(ctx);
      await changePassword(ctx, staff, body);
      const opened = await openSession(ctx, staff._id, 'password');
      return new Answer({ body: await presentSession(staff, opened), cookies: [opened.cookie] });
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/session/link',
    access: { public: 'Proven by the link, which nobody can guess.' },
    summary: 'Say whom an invitation or reset is for; it does not use the link up',
    tag,
    body: z.strictObject({ token: LinkToken }),
    response: z.object({ purpose: z.enum(['invitation', 'reset']), email: z.string(), name: z.string() }),
    handle: async (ctx, { body }) => {
      const { link, staff } = await readLink(ctx, body.token);
      return { purpose: link.purpose, email: staff.email, name: staff.name };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/session/link/accept',
    access: { public: 'Proven by the link, which works once.' },
    summary: 'Set one’s password by an invitation or reset; sign in with it then',
    tag,
    body: z.strictObject({ token: LinkToken, password: PasswordInput }),
    response: PresentedStaff,
    handle: async (ctx, { body }) => presentStaff(await acceptLink(ctx, body)),
  }),
];

async function signOut(ctx: Context, which: Parameters<typeof endSessions>[1]): Promise<Answer> {
  await endSessions((await getSelf(ctx))._id, which);
  return new Answer({ cookies: [forgetCookie()] });
}
