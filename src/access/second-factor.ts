import type { Context } from '../context.js';
import { AppError, ConflictError } from '../errors.js';
import { newToken } from '../infra/ids.js';
import { untilWritten } from '../infra/mongo/model.js';
import { authenticatorUrl, newAuthenticatorSecret, stepOfCode } from './core/authenticator.js';
import { CredentialModel, type Credential } from './credential.model.js';

type Needs = Pick<Context, 'clock' | 'secrets'>;

const RECOVERY_CODES = 10;
const RECOVERY_BYTES = 10; // 80 bits: not to be guessed, so one keyed hash is enough

/** Begins to enrol: the secret is in the answer once, and nothing is asked for until a code of it confirms that it arrived. */
export async function beginEnrolment(
  ctx: Needs,
  { _id: staffId, email }: { _id: string; email: string },
): Promise<{ secret: string; url: string }> {
  const secret = newAuthenticatorSecret();
  const authenticator = { sealedSecret: ctx.secrets.seal(secret), confirmedAt: null, lastStep: 0 };
  const begun = await CredentialModel.updateOne(
    { _id: staffId, 'authenticator.confirmedAt': { $not: { $type: 'date' } } },
    { $set: { authenticator } },
  );
  if (begun.matchedCount === 0) throw new ConflictError('An authenticator is enrolled already; remove it first.');
  return { secret, url: authenticatorUrl(secret, email) };
}

/** Confirms by a code, and gives the recovery codes, which are in this answer and nowhere else. */
export async function confirmEnrolment(ctx: Needs, staffId: string, code: string): Promise<string[]> {
  const credential = await CredentialModel.findById(staffId).lean();
  const authenticator = credential?.authenticator;
  if (!authenticator || authenticator.confirmedAt) throw new ConflictError('No enrolment was begun.');
  const now = ctx.clock.now();
  const step = stepOfCode(ctx.secrets.open(authenticator.sealedSecret), code, now, authenticator.lastStep);
  if (step === null) throw wrongCode();
  const recoveryCodes = Array.from({ length: RECOVERY_CODES }, () => newToken(RECOVERY_BYTES));
  const confirmed = await CredentialModel.updateOne(
    { _id: staffId, 'authenticator.sealedSecret': authenticator.sealedSecret, 'authenticator.confirmedAt': null },
    {
      $set: {
        'authenticator.confirmedAt': now,
        'authenticator.lastStep': step,
        recoveryFingerprints: recoveryCodes.map((one) => fingerprintOf(ctx, staffId, one)),
      },
    },
  );
  if (confirmed.matchedCount === 0) throw new ConflictError('Another enrolment was begun meanwhile.');
  return recoveryCodes;
}

/** Takes a code of the authenticator or a recovery code, either once; false when it is neither. */
export async function takeCode(ctx: Needs, credential: Credential, code: string): Promise<boolean> {
  const { _id, authenticator } = credential;
  if (!authenticator) return false;
  const secret = ctx.secrets.open(authenticator.sealedSecret);
  const step = stepOfCode(secret, code, ctx.clock.now(), authenticator.lastStep);
  if (step !== null) {
    const filter = { _id, 'authenticator.lastStep': { $lt: step } };
    const taken = await untilWritten(() =>
      CredentialModel.updateOne(filter, { $set: { 'authenticator.lastStep': step } }),
    );
    return taken.modifiedCount === 1;
  }
  const fingerprint = fingerprintOf(ctx, _id, code);
  const spent = await untilWritten(() =>
    CredentialModel.updateOne(
      { _id, recoveryFingerprints: fingerprint },
      { $pull: { recoveryFingerprints: fingerprint } },
    ),
  );
  return spent.modifiedCount === 1;
}

export async function removeAuthenticator(staffId: string): Promise<void> {
  await CredentialModel.updateOne({ _id: staffId }, { $set: { authenticator: null, recoveryFingerprints: [] } });
}

export const wrongCode = () => new AppError('unauthorized', 'This code is not right, or was used already.');

const fingerprintOf = ({ secrets }: Needs, staffId: string, code: string) =>
  secrets.fingerprint(`recovery/${staffId}/${code}`);
