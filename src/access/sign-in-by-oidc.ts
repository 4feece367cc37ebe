import { z } from 'zod';
import type { Context } from '../context.js';
import type { Cookie } from '../edges.js';
import { AppError, NotFoundError } from '../errors.js';
import type { OidcPerson } from '../infra/oidc.js';
import { CredentialModel } from './credential.model.js';
import { recordAudit } from './record-audit.js';
import { Email } from './schemas.js';
import { openSession, type OpenedSession } from './sessions.js';
import { StaffModel, type Staff } from './staff.model.js';

type Needs = Pick<Context, 'actor' | 'caller' | 'clock' | 'oidc' | 'secrets'>;

const PENDING_COOKIE = 'oidc';
const PENDING_MS = 10 * 60_000;

const Pending = z.object({ state: z.string(), nonce: z.string(), verifier: z.string(), until: z.coerce.date() });

/** Where the browser goes to sign in, and the sealed cookie by which we know it when it comes back. */
export async function beginOidc(ctx: Needs): Promise<{ url: string; cookie: Cookie }> {
  const { url, pending } = await providerOf(ctx).begin();
  const until = new Date(ctx.clock.now().getTime() + PENDING_MS);
  const value = ctx.secrets.seal(JSON.stringify({ ...pending, until }));
  return { url, cookie: { name: PENDING_COOKIE, value, endsAt: until } };
}

/** Signs in who comes back from the provider: somebody who was invited under the address that the provider has verified. */
export async function finishOidc(
  ctx: Needs,
  query: URLSearchParams,
): Promise<{ opened: OpenedSession; forgotten: Cookie }> {
  const person = await providerOf(ctx).finish(query, readPending(ctx));
  const staff = await findInvited(ctx, person);
  const opened = await openSession(ctx, staff._id, 'oidc');
  await recordAudit(ctx, { action: 'sign-in', by: `staff/${staff._id}`, subjectId: staff._id, reason: 'by OIDC' });
  return { opened, forgotten: { name: PENDING_COOKIE, value: null, endsAt: new Date(0) } };
}

function providerOf({ oidc }: Pick<Needs, 'oidc'>) {
  if (!oidc) throw new NotFoundError('sign-in', 'oidc');
  return oidc;
}

function readPending(ctx: Needs): z.infer<typeof Pending> {
  const sealed = ctx.caller.cookie(PENDING_COOKIE);
  const over = (cause?: unknown) =>
    new AppError(
      'unauthorized',
      'This sign-in was not begun in this browser, or took too long; begin anew.',
      undefined,
      {
        cause,
      },
    );
  if (sealed === null) throw over();
  let pending;
  try {
    pending = Pending.parse(JSON.parse(ctx.secrets.open(sealed)));
  } catch (cause) {
    throw over(cause);
  }
  if (pending.until <= ctx.clock.now()) throw over();
  return pending;
}

async function findInvited(ctx: Needs, { subject, email, isEmailVerified }: OidcPerson): Promise<Staff> {
  const address = Email.safeParse(email);
  if (!isEmailVerified || !address.success) return refuse(ctx, null, 'the provider has not verified the address');
  const staff = await StaffModel.findOne({ email: address.data }).lean();
  if (!staff) return refuse(ctx, null, 'nobody was invited under the address');
  if (staff.state === 'suspended') return refuse(ctx, staff, 'the person is suspended');
  // Bound to the first who came under the address: one that was given to somebody else does not bring the account with it.
  await CredentialModel.updateOne(
    { _id: staff._id },
    { $setOnInsert: { passwordHash: null, passwordAt: null, authenticator: null, recoveryFingerprints: [] } },
    { upsert: true },
  );
  const bound = await CredentialModel.updateOne(
    { _id: staff._id, oidcSubject: { $in: [null, subject] } },
    { $set: { oidcSubject: subject } },
  );
  if (bound.matchedCount === 0) return refuse(ctx, staff, 'the address is now of somebody else at the provider');
  await StaffModel.updateOne({ _id: staff._id, state: 'invited' }, { $set: { state: 'active' } });
  return staff;
}

async function refuse(ctx: Needs, staff: Staff | null, reason: string): Promise<never> {
  const by = staff ? `staff/${staff._id}` : 'unknown/caller';
  await recordAudit(ctx, { action: 'sign-in', by, outcome: 'refused', subjectId: staff?._id ?? null, reason });
  throw new AppError('unauthorized', 'Nobody was invited under this address; ask an owner for an invitation.');
}
