import type { Context } from '../context.js';
import { cancelPlanned, findRest, listAccepted } from '../deliveries/index.js';
import { noteCampaign } from '../friends/index.js';
import { withLease } from '../infra/mongo/lease.js';
import { ANY_CAMPAIGN } from '../segments/core/references.js';
import { CampaignModel } from './campaign.model.js';
import { isPromotion } from './check-campaign.js';

export const NOTE_REACH = 'campaigns.note-reach';

const LEASE_MS = 15_000;
const PAGE = 500;
const SWEEP_MAX = 50;

/** After a campaign ended: notes on each friend whom it reached that it did, page by page, going on where it stood. */
export async function noteReach(ctx: Context, campaignId: string): Promise<void> {
  await withLease(ctx.clock, `campaigns/${campaignId}/reach`, LEASE_MS, async (renew) => {
    const campaign = await CampaignModel.findOne({ _id: campaignId, isReachNoted: false }).lean();
    if (!campaign) return;
    // What was on its way or being planned when it ended may be planned only now, by whoever took it up.
    if (campaign.state === 'cancelled' || campaign.state === 'failed') await cancelPlanned(ctx, campaignId);
    if (!(await isSettled(campaignId))) return;
    const subjects = [campaignId, ANY_CAMPAIGN].map((id) => ({ kind: 'campaign' as const, id }));
    const noted = { campaignId, isPromotion: await isPromotion(ctx, campaign) };
    let afterId = campaign.reachNotedThrough;
    while (await renew()) {
      const speaking = await Promise.all(subjects.map((subject) => ctx.findReferences(campaign.channelId, subject)));
      const isSpokenOf = speaking.some((references) => references.length > 0);
      const page = await listAccepted(campaignId, { afterId, limit: PAGE });
      await noteCampaign(noted, page, isSpokenOf ? ctx.clock.now() : null);
      afterId = page.at(-1)?.id ?? afterId;
      const isReachNoted = page.length < PAGE;
      await CampaignModel.updateOne({ _id: campaignId }, { $set: { reachNotedThrough: afterId, isReachNoted } });
      if (isReachNoted) return;
    }
  });
}

/** Nothing of it is on its way any more. */
async function isSettled(campaignId: string): Promise<boolean> {
  const { isInFlight, hasUndecided, nextAt } = await findRest(campaignId);
  return !isInFlight && !hasUndecided && nextAt === null;
}

/** Wakes the noting for campaigns that ended. */
export async function sweepUnnotedReach(ctx: Pick<Context, 'wake'>): Promise<void> {
  const ended = await CampaignModel.find(
    { isReachNoted: false, state: { $in: ['done', 'cancelled', 'failed'] } },
    { _id: 1 },
  )
    .limit(SWEEP_MAX)
    .lean();
  ctx.wake(
    NOTE_REACH,
    ended.map(({ _id }) => ({ campaignId: _id })),
  );
}
