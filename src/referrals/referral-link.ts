import type { Channel } from '../channels/index.js';
import type { Context } from '../context.js';
import { ConflictError } from '../errors.js';
import type { Friend } from '../friends/index.js';
import { insertNew } from '../infra/mongo/model.js';
import { ReferralLinkModel, type ReferralLink } from './referral.model.js';

const CODE_LENGTH = 12; // 72 bits of base64url: nobody guesses another friend's

/** A friend's own link, made at its first use: always the same one. */
export async function getReferralLink(
  ctx: Pick<Context, 'clock' | 'secrets'>,
  { _id: friendId, channelId }: Pick<Friend, '_id' | 'channelId'>,
): Promise<ReferralLink> {
  const found = await ReferralLinkModel.findOne({ friendId }).sort({ createdAt: 1 }).lean();
  if (found) return found;
  const code = ctx.secrets.fingerprint(`referral/${friendId}`).slice(0, CODE_LENGTH);
  const counts = { opens: 0, selfOpens: 0, friendOpens: 0 };
  const link: ReferralLink = { _id: code, channelId, friendId, ...counts, createdAt: ctx.clock.now() };
  await insertNew(ReferralLinkModel, [link]);
  return link;
}

/** The address that a friend passes on. It opens inside LINE, which says who came. ConflictError without a LIFF app. */
export function referralUrl(
  { liff }: Pick<Context, 'liff'>,
  { _id: channelId, liffId }: Pick<Channel, '_id' | 'liffId'>,
  { _id: code }: Pick<ReferralLink, '_id'>,
): string {
  if (!liffId) throw new ConflictError(`Channel ${channelId} has no liffId yet, which referral links need.`);
  return `${liff.baseUrl}/${liffId}?ref=${encodeURIComponent(code)}`;
}
