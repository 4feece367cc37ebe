import type { Context } from '../context.js';
import { AppError } from '../errors.js';
import { newToken } from '../infra/ids.js';
import { StaffLinkModel, type StaffLink } from './staff-link.model.js';
import { StaffModel, type Staff } from './staff.model.js';

type Needs = Pick<Context, 'baseUrl' | 'clock' | 'secrets'>;

const HOUR_MS = 3_600_000;
const LIFETIME_MS = { invitation: 7 * 24 * HOUR_MS, reset: 2 * HOUR_MS };
const TOKEN_BYTES = 32;

/**
 * Makes a link that sets the password of a person; those before it are over. The token stands behind the #, which browsers
 * send to no server and proxies do not log.
 */
export async function issueLink(
  ctx: Needs,
  staffId: string,
  purpose: StaffLink['purpose'],
): Promise<{ url: string; expiresAt: Date }> {
  const token = newToken(TOKEN_BYTES);
  const now = ctx.clock.now();
  const expiresAt = new Date(now.getTime() + LIFETIME_MS[purpose]);
  await StaffLinkModel.deleteMany({ staffId });
  const link: StaffLink = { _id: fingerprintOf(ctx, token), staffId, purpose, createdAt: now, expiresAt, usedAt: null };
  await StaffLinkModel.collection.insertOne(link as never);
  return { url: `${ctx.baseUrl}/welcome#${token}`, expiresAt };
}

/** Whom a link is for and what; throws `unauthorized` once it was used or is over. */
export async function readLink(ctx: Needs, token: string): Promise<{ link: StaffLink; staff: Staff }> {
  const now = ctx.clock.now();
  const link = await StaffLinkModel.findOne({
    _id: fingerprintOf(ctx, token),
    usedAt: null,
    expiresAt: { $gt: now },
  }).lean();
  const staff = link && (await StaffModel.findOne({ _id: link.staffId, state: { $ne: 'suspended' } }).lean());
  if (!link || !staff) throw linkOver();
  return { link, staff };
}

/** Takes a link: of several at once one gets it. */
export async function takeLink(ctx: Needs, { _id }: StaffLink): Promise<void> {
  const taken = await StaffLinkModel.updateOne({ _id, usedAt: null }, { $set: { usedAt: ctx.clock.now() } });
  if (taken.modifiedCount !== 1) throw linkOver();
}

const linkOver = () => new AppError('unauthorized', 'This link was used already or is over; ask for another one.');

const fingerprintOf = ({ secrets }: Needs, token: string) => secrets.fingerprint(`staff-link/${token}`);
