import type { Context } from '../context.js';
import { AppError, InvalidInputError } from '../errors.js';
import { passwordProblem } from './core/password.js';
import { CredentialModel } from './credential.model.js';
import { giveBackTry, takeTry } from './limit-tries.js';
import { hashPassword, isPassword } from './password-hash.js';
import { endSessions } from './sessions.js';
import type { Staff } from './staff.model.js';

/** Sets the password of a person; throws InvalidInputError for one that is too weak. */
export async function setPassword(ctx: Pick<Context, 'clock'>, staff: Staff, password: string): Promise<void> {
  checkPassword(staff, password);
  const passwordHash = await hashPassword(password);
  await CredentialModel.updateOne(
    { _id: staff._id },
    {
      $set: { passwordHash, passwordAt: ctx.clock.now() },
      $setOnInsert: { authenticator: null, recoveryFingerprints: [] },
    },
    { upsert: true },
  );
}

export function checkPassword(staff: Pick<Staff, 'email' | 'name'>, password: string): void {
  const problem = passwordProblem(password, staff);
  if (problem) throw new InvalidInputError('invalid_input', `password ${problem}.`);
}

/** Changes one's own password, and ends the sessions of every other browser. */
export async function changePassword(
  ctx: Pick<Context, 'actor' | 'caller' | 'clock' | 'secrets'>,
  staff: Staff,
  given: { password: string; newPassword: string },
): Promise<void> {
  await provePassword(ctx, staff, given.password);
  await setPassword(ctx, staff, given.newPassword);
  await endSessions(staff._id, { butNot: ctx.caller.session?.id ?? null });
}

/** Asks for the password once more, so that a browser left open is not enough. Who has none came by their provider. */
export async function provePassword(
  ctx: Pick<Context, 'actor' | 'caller' | 'clock' | 'secrets'>,
  staff: Pick<Staff, '_id' | 'email'>,
  password: string | undefined,
): Promise<void> {
  const credential = await CredentialModel.findById(staff._id).lean();
  if (!credential?.passwordHash) return;
  const taken = await takeTry(ctx, staff.email);
  if (!(await isPassword(password ?? '', credential.passwordHash)))
    throw new AppError('unauthorized', 'The password is not right.');
  await giveBackTry(taken);
}
