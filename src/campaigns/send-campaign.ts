import type { Context } from '../context.js';
import { findRest, sendPlanned } from '../deliveries/index.js';
import { AppError } from '../errors.js';
import { MULTICAST_RECIPIENTS_MAX } from '../line/limits.js';
import { withLease, type Renew } from '../infra/mongo/lease.js';
import { CampaignModel, type Campaign } from './campaign.model.js';
import { FAILURES_COUNTED_FROM } from './core/campaign.js';
import { checkCampaign } from './check-campaign.js';
import { claimUnit } from './claim-unit.js';
import { decideTest } from './decide-test.js';
import { freezeAudience } from './freeze-audience.js';
import { getCampaign, tryMove } from './move-campaign.js';
import { needsApproval } from './needs-approval.js';
import { sendWideCampaign } from './send-wide-campaign.js';
import { startOccurrence } from './start-occurrence.js';
import { dropPlanned, failCampaign, stopCampaign } from './stop-campaign.js';
import { SEND_CAMPAIGN } from './wake-campaign.js';

const LEASE_MS = 10_000; // a killed worker's campaign is taken up by another after this long
const MINUTE_MS = 60_000;
const LOOK_AGAIN_MS = 3_000;

/**
 * Sends a campaign that is due: freezes its audience, hands it to LINE page by page, ends when every delivery has its
 * outcome. One worker at a time; whoever takes over after a crash goes on where the stored state stands.
 */
export async function sendCampaign(ctx: Context, campaignId: string): Promise<void> {
  await withLease(ctx.clock, `campaigns/${campaignId}`, LEASE_MS, async (renew) => {
    const campaign = await CampaignModel.findOne({ _id: campaignId, wakeAt: { $lte: ctx.clock.now() } }).lean();
    if (campaign?.state === 'scheduled') {
      if (campaign.schedule.kind === 'recurring') await startOccurrence(ctx, campaign);
      else await start(ctx, campaign);
    }
    await sendRest(ctx, campaignId, renew);
  });
}

/** Begins to send, if the campaign can still be sent as it was checked when it was scheduled. */
async function start(ctx: Context, campaign: Campaign): Promise<void> {
  const problem = await checkCampaign(ctx, campaign).then(
    () => null,
    (error: unknown) => {
      if (!(error instanceof AppError)) throw error;
      return error.message;
    },
  );
  if (problem !== null) return failCampaign(ctx, campaign, problem);
  await tryMove(ctx, campaign._id, 'start', { set: { startedAt: ctx.clock.now() } });
}

async function sendRest(ctx: Context, campaignId: string, renew: Renew): Promise<void> {
  const campaign = await CampaignModel.findOne({ _id: campaignId, state: 'sending' }).lean();
  if (!campaign) return cancelLeftovers(ctx, campaignId);
  const shouldStop = async () => !(await renew()) || !(await isSending(campaignId));
  const isFrozen = campaign.frozenAt !== null || (await freeze(ctx, campaign, shouldStop));
  if (isFrozen && (await mayGoOn(ctx, campaignId))) {
    if (campaign.way === 'people') await sendAllDue(ctx, campaignId, shouldStop);
    else await sendWideCampaign(ctx, campaignId, shouldStop);
  }
  await cancelLeftovers(ctx, campaignId);
  if (campaign.way === 'people') await settle(ctx, campaignId);
}

/** Freezes the audience; what can no longer be asked or said ends the campaign before anything has left. */
async function freeze(ctx: Context, campaign: Campaign, shouldStop: () => Promise<boolean>): Promise<boolean> {
  try {
    // A segment that is gone would else count as one that few are in.
    await checkCampaign(ctx, campaign);
    return await freezeAudience(ctx, campaign, shouldStop);
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'store_unavailable') throw error;
    await failCampaign(ctx, campaign, error.message);
    return false;
  }
}

/** Far more people than were approved need another look before the first message. */
async function mayGoOn(ctx: Context, campaignId: string): Promise<boolean> {
  const campaign = await getCampaign(campaignId);
  const hasBegun = campaign.outcomes.accepted + campaign.outcomes.failed > 0 || campaign.handedOverAt !== null;
  if (hasBegun || !(await needsApproval(ctx, campaign, campaign.audienceSize))) return true;
  await stopCampaign(ctx, campaign, 'approval');
  return false;
}

async function sendAllDue(ctx: Context, campaignId: string, shouldStop: () => Promise<boolean>): Promise<void> {
  while (!(await shouldStop())) {
    const campaign = await getCampaign(campaignId);
    const pageSize = await takeFromMinute(ctx, campaign);
    if (pageSize === 0) return;
    const { looked, accepted, failed, stop } = await sendPlanned(ctx, campaignId, {
      pageSize,
      hours: campaign.hours,
      links: campaign.links,
      aggregationUnit: await claimUnit(ctx, campaign),
      shouldStop,
    });
    if (accepted + failed > 0)
      await CampaignModel.updateOne(
        { _id: campaignId },
        { $inc: { 'outcomes.accepted': accepted, 'outcomes.failed': failed } },
      );
    if (stop !== null) return stopCampaign(ctx, campaign, stop);
    if (failsTooMuch(await getCampaign(campaignId))) return stopCampaign(ctx, campaign, 'failures');
    if (looked === 0) return;
  }
}

/** How many may leave now. They are counted before they leave, so that a crash sends fewer in its minute, never more. */
async function takeFromMinute(ctx: Context, { _id, perMinute, minute }: Campaign): Promise<number> {
  if (perMinute === null) return MULTICAST_RECIPIENTS_MAX;
  const now = ctx.clock.now();
  const isRunning = minute !== null && now.getTime() - minute.from.getTime() < MINUTE_MS && now >= minute.from;
  const current = isRunning ? minute : { from: now, sent: 0 };
  const take = Math.min(MULTICAST_RECIPIENTS_MAX, perMinute - current.sent);
  if (take > 0)
    await CampaignModel.updateOne({ _id }, { $set: { minute: { from: current.from, sent: current.sent + take } } });
  return Math.max(0, take);
}

function failsTooMuch({ outcomes: { accepted, failed }, failurePercentMax }: Campaign): boolean {
  const settled = accepted + failed;
  return failurePercentMax !== null && settled >= FAILURES_COUNTED_FROM && failed * 100 > failurePercentMax * settled;
}

/** A campaign cancelled while its audience was being frozen may have planned some after the cancelling: they end too. */
async function cancelLeftovers(ctx: Context, campaignId: string): Promise<void> {
  if (await CampaignModel.exists({ _id: campaignId, state: { $in: ['cancelled', 'failed'] } }))
    await dropPlanned(ctx, campaignId);
}

const isSending = async (campaignId: string) =>
  (await CampaignModel.exists({ _id: campaignId, state: 'sending' })) !== null;

/** Ends a campaign of which nothing is left, decides its test when that is due, or notes when there is something to do again. */
async function settle(ctx: Context, campaignId: string): Promise<void> {
  const campaign = await CampaignModel.findOne({ _id: campaignId, state: 'sending', frozenAt: { $ne: null } }).lean();
  if (!campaign) return;
  const now = ctx.clock.now();
  const { isInFlight, hasUndecided, nextAt } = await findRest(campaignId);
  if (hasUndecided && !isInFlight && nextAt === null) return decideTest(ctx, campaign);
  if (!isInFlight && nextAt === null) {
    await tryMove(ctx, campaignId, 'finish', { set: { doneAt: now } });
    return;
  }
  const again = now.getTime() + LOOK_AGAIN_MS;
  const wakeAt = new Date(isInFlight || nextAt === null ? again : Math.max(again, nextAt.getTime()));
  await CampaignModel.updateOne({ _id: campaignId }, { $set: { wakeAt } });
}

const SWEEP_MAX = 100;

/** Wakes campaigns that are due or unfinished: their wake-up was lost, their worker died, or LINE asked to wait. */
export async function sweepCampaigns(ctx: Pick<Context, 'clock' | 'wake'>): Promise<void> {
  const due = await CampaignModel.find(
    { state: { $in: ['scheduled', 'sending'] }, wakeAt: { $lte: ctx.clock.now() } },
    { _id: 1 },
  )
    .sort({ wakeAt: 1 })
    .limit(SWEEP_MAX)
    .lean();
  ctx.wake(
    SEND_CAMPAIGN,
    due.map(({ _id }) => ({ campaignId: _id })),
  );
}
