import type { z } from 'zod';
import { addUrlOf, getLiffChannel, identifyVisitor } from '../channels/index.js';
import type { Visit } from '../channels/schemas.js';
import type { Context } from '../context.js';
import { NotFoundError } from '../errors.js';
import { findFriendBehind, findFriendDocuments } from '../friends/index.js';
import { insertNew } from '../infra/mongo/model.js';
import { decideOpening, type Opening, type Referral } from './core/referral.js';
import { joinReferral } from './reward-referral.js';
import { ReferralLinkModel, ReferralModel } from './referral.model.js';
import { getReferralProgram } from './referral-program.js';

const DAY_MS = 24 * 3600 * 1000;

type Needs = Pick<Context, 'actor' | 'clock' | 'secrets' | 'connectLine' | 'publish'>;

/**
 * A person, proven by LINE, opened a friend's link. The first friend whose link they open brings them, until it is over without
 * a follow. Resolves to what it came to, and to the address that adds the account.
 */
export async function openReferral(
  ctx: Needs,
  { code, ...visit }: z.infer<typeof Visit> & { code: string },
): Promise<{ opening: Opening; addUrl: string | null }> {
  const channel = await getLiffChannel(ctx, visit.liffId);
  const { _id: channelId } = channel;
  const link = await ReferralLinkModel.findOne({ _id: code, channelId }).lean();
  const referrer = link && (await findFriendBehind(link.friendId));
  if (!referrer) throw new NotFoundError('referral link', code);
  const { lineUserId } = await identifyVisitor(ctx, channel, visit.idToken);
  const [visitor = null] = await findFriendDocuments(channelId, { ids: [], lineUserIds: [lineUserId] });
  const now = ctx.clock.now();
  const broughtBy = (await ReferralModel.findById(`${channelId}/${referrer.lineUserId}`).lean())?.referrerId ?? null;
  const earlier = await ReferralModel.findById(`${channelId}/${lineUserId}`).lean();
  const opening = decideOpening({ lineUserId, visitor, earlier, now }, { lineUserId: referrer.lineUserId, broughtBy });
  const counted = {
    opens: 1,
    ...(opening === 'self' && { selfOpens: 1 }),
    ...(opening === 'alreadyFriend' && { friendOpens: 1 }),
  };
  await ReferralLinkModel.updateOne({ _id: code }, { $inc: counted });
  if (opening === 'welcome') {
    const { attributionDays } = await getReferralProgram(ctx, channelId);
    await attribute({
      _id: `${channelId}/${lineUserId}`,
      channelId,
      lineUserId,
      referrerId: referrer._id,
      refereeId: null,
      state: 'opened',
      refusal: null,
      openedAt: now,
      expiresAt: new Date(now.getTime() + attributionDays * DAY_MS),
      joinedAt: null,
      rewardedAt: null,
      dueAt: null,
    });
    // LINE may have told of the follow before the page told of the link.
    if (visitor?.standing === 'following' && visitor.followedAt) await joinReferral(ctx, visitor, visitor.followedAt);
  }
  return { opening, addUrl: opening === 'welcome' && visitor === null ? addUrlOf(channel) : null };
}

/** The first link that was opened holds; one that is over without a follow gives way. */
async function attribute(referral: Referral): Promise<void> {
  const { _id, openedAt } = referral;
  if ((await insertNew(ReferralModel, [referral])) === 1) return;
  const { _id: _same, ...fields } = referral;
  await ReferralModel.updateOne({ _id, state: 'opened', expiresAt: { $lte: openedAt } }, { $set: fields });
}
