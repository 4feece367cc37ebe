import { isIPv6 } from 'node:net';
import type { Context } from '../context.js';
import { AppError } from '../errors.js';
import { isDuplicateKey, untilWritten } from '../infra/mongo/model.js';
import { recordAudit } from './record-audit.js';
import { SignInTriesModel } from './sign-in-try.model.js';

const WINDOW_MS = 15 * 60_000;
const TRIES_OF_ACCOUNT_MAX = 10; // OWASP ASVS 2.2.1 asks for no more than 100 an hour
const TRIES_OF_ADDRESS_MAX = 100; // an office behind one address signs in at the same hour

type Needs = Pick<Context, 'actor' | 'caller' | 'clock' | 'secrets'>;

/** What a try counted on, to be given back when it succeeded. */
export interface Try {
  account: string;
  address: string | null;
}

/**
 * Counts a try to sign in before anything is looked at, so that many at once are no way around the limit. Throws `too_many_tries`
 * above it, for accounts that there are and for others alike, until the window is over.
 */
export async function takeTry(ctx: Needs, email: string): Promise<Try> {
  const account = `account/${ctx.secrets.fingerprint(`sign-in/${email}`)}`;
  const address = ctx.caller.address === null ? null : `address/${networkOf(ctx.caller.address)}`;
  if (address !== null) await count(ctx, address, TRIES_OF_ADDRESS_MAX);
  await count(ctx, account, TRIES_OF_ACCOUNT_MAX);
  return { account, address };
}

/** After success: the account begins anew, and the address is as it was before the try. */
export async function giveBackTry({ account, address }: Try): Promise<void> {
  await SignInTriesModel.deleteOne({ _id: account });
  if (address !== null)
    await untilWritten(() => SignInTriesModel.updateOne({ _id: address, count: { $gt: 0 } }, { $inc: { count: -1 } }));
}

async function count(ctx: Needs, id: string, triesMax: number): Promise<void> {
  const now = ctx.clock.now();
  const tries = await countOne(id, now);
  if (tries.count <= triesMax) return;
  if (tries.count === triesMax + 1) {
    const reason = `More than ${triesMax} tries within ${WINDOW_MS / 60_000} minutes.`;
    await recordAudit(ctx, {
      action: 'sign-in.locked',
      by: 'unknown/caller',
      outcome: 'refused',
      subjectId: id,
      reason,
    });
  }
  const minutes = Math.max(1, Math.ceil((tries.until.getTime() - now.getTime()) / 60_000));
  throw new AppError('too_many_tries', `Too many tries to sign in; try again in ${minutes} minutes.`);
}

async function countOne(id: string, now: Date): Promise<{ count: number; until: Date }> {
  for (;;) {
    const counted = await untilWritten(() =>
      SignInTriesModel.findOneAndUpdate(
        { _id: id, until: { $gt: now } },
        { $inc: { count: 1 } },
        { returnDocument: 'after' },
      ).lean(),
    );
    if (counted) return counted;
    const begun = { count: 1, until: new Date(now.getTime() + WINDOW_MS) };
    try {
      const began = await untilWritten(() =>
        SignInTriesModel.updateOne({ _id: id, until: { $lte: now } }, { $set: begun }, { upsert: true }),
      );
      if (began.matchedCount + began.upsertedCount > 0) return begun;
    } catch (error) {
      // Somebody else began the window in between.
      if (!isDuplicateKey(error)) throw error;
    }
  }
}

/** Of IPv6 the first 64 bits: whoever has one address has all of that network. */
function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/, '');
  if (!isIPv6(plain)) return plain;
  const [head = '', tail] = plain.split('::');
  const front = head === '' ? [] : head.split(':');
  const back = tail === undefined || tail === '' ? [] : tail.split(':');
  const gap = tail === undefined ? [] : Array.from({ length: 8 - front.length - back.length }, () => '0');
  return `${[...front, ...gap, ...back].slice(0, 4).join(':')}::/64`;
}
