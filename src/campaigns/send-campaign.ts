import type { Context } from '../context.js';
import { cancelPlanned, countDeliveries, findStopReason, planDeliveries, sendPlanned } from '../deliveries/index.js';
import { listFriendIds } from '../friends/index.js';
import { withLease, type Renew } from '../infra/mongo/lease.js';
import { raiseNotice } from '../notices/index.js';
import { segmentFilter } from '../segments/index.js';
import { CampaignModel, type Campaign } from './campaign.model.js';

export const SEND_CAMPAIGN = 'campaigns.send';

const LEASE_MS = 10_000; // a killed worker's campaign is taken up by another after this long
const FREEZE_PAGE = 1_000;

/**
 * Sends a campaign that is due: freezes its audience, hands it to LINE page by page, ends when every delivery has its
 * outcome. One worker at a time; whoever takes over after a crash goes on where the stored state stands.
 */
export async function sendCampaign(ctx: Context, campaignId: string): Promise<void> {
  const now = ctx.clock.now();
  await CampaignModel.updateOne(
    { _id: campaignId, state: 'scheduled', sendAt: { $lte: now } },
    { $set: { state: 'sending', startedAt: now } },
  );
  if (!(await isSending(campaignId))) return;
  await withLease(ctx.clock, `campaigns/${campaignId}`, LEASE_MS, (renew) => sendRest(ctx, campaignId, renew));
}

async function sendRest(ctx: Context, campaignId: string, renew: Renew): Promise<void> {
  const campaign = await CampaignModel.findOne({ _id: campaignId, state: 'sending' }).lean();
  if (!campaign) return;
  const shouldStop = async () => !(await renew()) || !(await isSending(campaignId));
  const isFrozen = campaign.frozenAt !== null || (await freezeAudience(ctx, campaign, shouldStop));
  if (isFrozen) await sendAllPlanned(ctx, campaign, shouldStop);
  await cancelLeftovers(ctx, campaignId);
  await finishWhenSettled(ctx, campaignId);
}

async function sendAllPlanned(ctx: Context, campaign: Campaign, shouldStop: () => Promise<boolean>): Promise<void> {
  const { _id, channelId } = campaign;
  const stopOrLimit = async () => (await shouldStop()) || (await findStopReason(_id)) !== null;
  while (!(await stopOrLimit()) && (await sendPlanned(ctx, _id, { shouldStop: stopOrLimit })) > 0);
  const reason = await findStopReason(_id);
  if (reason === null) return;
  const skipped = await cancelPlanned(ctx, _id, reason);
  await raiseNotice(ctx, {
    _id: `campaign:${_id}:${reason}`,
    channelId,
    friendId: null,
    kind: 'campaign.stopped',
    data: { campaignId: _id, reason, skipped },
  });
}

/** A campaign cancelled while its audience was being frozen may have planned some after the cancelling: they end too. */
async function cancelLeftovers(ctx: Context, campaignId: string): Promise<void> {
  if (await CampaignModel.exists({ _id: campaignId, state: 'cancelled' })) await cancelPlanned(ctx, campaignId);
}

const isSending = async (campaignId: string) =>
  (await CampaignModel.exists({ _id: campaignId, state: 'sending' })) !== null;

/** Plans a delivery for each friend who meets the rule now; false when stopped before the end. */
async function freezeAudience(ctx: Context, campaign: Campaign, shouldStop: () => Promise<boolean>): Promise<boolean> {
  const { _id, channelId, content } = campaign;
  const filter = await segmentFilter(ctx, channelId, campaign.audience);
  let afterId = campaign.frozenThrough ?? undefined;
  let size = campaign.audienceSize;
  for (;;) {
    if (await shouldStop()) return false;
    const recipients = await listFriendIds(filter, { afterId, limit: FREEZE_PAGE });
    await planDeliveries(ctx, { channelId, sender: { kind: 'campaign', id: _id }, content, recipients });
    size += recipients.length;
    afterId = recipients.at(-1)?.friendId ?? afterId;
    const isLast = recipients.length < FREEZE_PAGE;
    await CampaignModel.updateOne(
      { _id },
      {
        $set: { frozenThrough: afterId ?? null, audienceSize: size, ...(isLast ? { frozenAt: ctx.clock.now() } : {}) },
      },
    );
    if (isLast) return true;
  }
}

async function finishWhenSettled(ctx: Context, campaignId: string): Promise<void> {
  const { byState } = await countDeliveries(campaignId);
  if ((byState.planned ?? 0) + (byState.inFlight ?? 0) > 0) return;
  await CampaignModel.updateOne(
    { _id: campaignId, state: 'sending', frozenAt: { $ne: null } },
    { $set: { state: 'done', doneAt: ctx.clock.now() } },
  );
}

const SWEEP_MAX = 100;

/** Wakes campaigns that are due or unfinished: their wake-up was lost, their worker died, or LINE asked to wait. */
export async function sweepCampaigns(ctx: Pick<Context, 'clock' | 'wake'>): Promise<void> {
  const due = await CampaignModel.find(
    { state: { $in: ['scheduled', 'sending'] }, sendAt: { $lte: ctx.clock.now() } },
    { _id: 1 },
  )
    .sort({ sendAt: 1 })
    .limit(SWEEP_MAX)
    .lean();
  ctx.wake(
    SEND_CAMPAIGN,
    due.map(({ _id }) => ({ campaignId: _id })),
  );
}
