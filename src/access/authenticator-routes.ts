import { z } from 'zod';
import { Answer, defineRoute } from '../edges.js';
import { ConflictError } from '../errors.js';
import { CredentialModel } from './credential.model.js';
import { getSelf } from './find-staff.js';
import { giveBackTry, takeTry } from './limit-tries.js';
import { presentSession } from './present-session.js';
import { CodeInput, PasswordInput, PresentedSession } from './schemas.js';
import { beginEnrolment, confirmEnrolment, removeAuthenticator, takeCode, wrongCode } from './second-factor.js';
import { endSessions, openSession } from './sessions.js';
import { provePassword } from './set-password.js';

const tag = 'Session';
const access = { signedIn: 'Everybody looks after their own authenticator.' };

export const authenticatorRoutes = [
  defineRoute({
    method: 'post',
    path: '/api/v1/session/authenticator',
    access,
    summary: 'Begin to enrol an authenticator: the secret, and the address for a QR code, are in this answer once',
    tag,
    body: z.strictObject({ password: PasswordInput.optional() }),
    response: z.object({ secret: z.string(), url: z.string() }),
    handle: async (ctx, { body }) => {
      const staff = await getSelf(ctx);
      await provePassword(ctx, staff, body.password);
      return beginEnrolment(ctx, staff);
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/session/authenticator/confirm',
    access,
    summary: 'Confirm by a code: gives ten recovery codes, once, and a new session; the others end',
    tag,
    body: z.strictObject({ code: CodeInput }),
    response: PresentedSession.extend({ recoveryCodes: z.array(z.string()) }),
    handle: async (ctx, { body: { code } }) => {
      const staff = await getSelf(ctx);
      const taken = await takeTry(ctx, staff.email);
      const recoveryCodes = await confirmEnrolment(ctx, staff._id, code);
      await giveBackTry(taken);
      await endSessions(staff._id);
      const opened = await openSession(ctx, staff._id, ctx.caller.session?.way ?? 'password');
      const body = { ...(await presentSession(staff, opened)), recoveryCodes };
      return new Answer({ body, cookies: [opened.cookie] });
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/session/authenticator/remove',
    access,
    summary: 'Remove one’s authenticator and its recovery codes, by password and code',
    tag,
    status: 204,
    body: z.strictObject({ password: PasswordInput.optional(), code: CodeInput }),
    handle: async (ctx, { body: { password, code } }) => {
      const staff = await getSelf(ctx);
      await provePassword(ctx, staff, password);
      const credential = await CredentialModel.findById(staff._id).lean();
      if (!credential?.authenticator) throw new ConflictError('No authenticator is enrolled.');
      const taken = await takeTry(ctx, staff.email);
      if (!(await takeCode(ctx, credential, code))) throw wrongCode();
      await giveBackTry(taken);
      await removeAuthenticator(staff._id);
    },
  }),
];
