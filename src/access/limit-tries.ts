import { isIPv6 } from 'node:net';
import type { Context } from '../context.js';
import { TooManyTriesError } from '../errors.js';
import { countTry, forgetTries, giveBackTry as giveBack } from '../infra/mongo/tries.js';
import { recordAudit } from './record-audit.js';

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
  await forgetTries(account);
  if (address !== null) await giveBack(address);
}

async function count(ctx: Needs, id: string, triesMax: number): Promise<void> {
  const now = ctx.clock.now();
  const tries = await countTry(ctx, id, WINDOW_MS);
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
  const waitMs = Math.max(1, tries.until.getTime() - now.getTime());
  throw new TooManyTriesError(`Too many tries to sign in; try again in ${Math.ceil(waitMs / 60_000)} minutes.`, waitMs);
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
