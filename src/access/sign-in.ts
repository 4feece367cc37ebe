import type { Context } from '../context.js';
import { AppError } from '../errors.js';
import { CredentialModel } from './credential.model.js';
import { giveBackTry, takeTry } from './limit-tries.js';
import { isPassword } from './password-hash.js';
import { recordAudit } from './record-audit.js';
import { SignInInput } from './schemas.js';
import { takeCode } from './second-factor.js';
import { openSession, type OpenedSession } from './sessions.js';
import { StaffModel, type Staff } from './staff.model.js';

const NOBODY = 'nobody';

type Needs = Pick<Context, 'actor' | 'caller' | 'clock' | 'secrets'>;

/**
 * Signs somebody in by address and password, and by a code where an authenticator is enrolled. An unknown address, a wrong
 * password, a wrong code and a suspended person get one answer, after about the same time. The audit log tells them apart.
 */
export async function signIn(ctx: Needs, given: SignInInput): Promise<{ staff: Staff; opened: OpenedSession }> {
  const { email, password, code } = SignInInput.parse(given);
  const taken = await takeTry(ctx, email);
  const staff = await StaffModel.findOne({ email }).lean();
  // Of an unknown address the same is asked, so that the answer takes as long.
  const credential = await CredentialModel.findById(staff?._id ?? NOBODY).lean();
  const isRight = await isPassword(password, credential?.passwordHash ?? null);
  if (!staff || !credential || !isRight) return refuse(ctx, staff, staff ? 'wrong password' : 'unknown address');
  if (staff.state !== 'active') return refuse(ctx, staff, `the person is ${staff.state}`);
  if (credential.authenticator?.confirmedAt) {
    if (code === undefined) throw new AppError('code_needed', 'Send the code of the authenticator as `code`, too.');
    if (!(await takeCode(ctx, credential, code))) return refuse(ctx, staff, 'wrong code');
  }
  await giveBackTry(taken);
  const opened = await openSession(ctx, staff._id, 'password');
  await recordAudit(ctx, { action: 'sign-in', by: `staff/${staff._id}`, subjectId: staff._id });
  return { staff, opened };
}

async function refuse(ctx: Needs, staff: Staff | null, reason: string): Promise<never> {
  const by = staff ? `staff/${staff._id}` : 'unknown/caller';
  await recordAudit(ctx, { action: 'sign-in', by, outcome: 'refused', subjectId: staff?._id ?? null, reason });
  throw new AppError('unauthorized', 'The address, the password or the code is not right.');
}
