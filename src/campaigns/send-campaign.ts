import { setTimeout as sleep } from 'node:timers/promises';
import { forgetChannel } from '../channels/index.js';
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
import { NEEDS_APPROVAL } from './core/transitions.js';
import { freezeAudience } from './freeze-audience.js';
import { getCampaign, tryMove } from './move-campaign.js';
import { needsApproval } from './needs-approval.js';
import { NOTE_REACH } from './note-reach.js';
import { sendWideCampaign } from './send-wide-campaign.js';
import { startOccurrence } from './start-occurrence.js';
import { dropPlanned, failCampaign, stopCampaign, tellStaff } from './stop-campaign.js';
import { SEND_CAMPAIGN } from './wake-campaign.js';

const LEASE_MS = 10_000; // a killed worker's campaign is taken up by another after this long
const MINUTE_MS = 60_000;
const FAILURES = 'failures';
const LOOK_AGAIN_MS = 3_000;
const LOOK_MS = 500; // a pause holds within two seconds, also while LINE lets a request wait

/**
 * Sends a campaign that is due: freezes its audience, hands it to LINE page by page, ends when every delivery has its
 * outcome. One worker at a time; whoever takes over after a crash goes on where the stored state stands.
 */
export async function sendCampaign(ctx: Context, campaignId: string): Promise<void> {
  await withLease(ctx.clock, `campaigns/${campaignId}`, LEASE_MS, async (renew) => {
    const campaign = await CampaignModel.findOne({ _id: campaignId, wakeAt: { $lte: ctx.clock.now() } }).lean();
    if (campaign?.state === 'scheduled') {
      if (campaign.schedule.kind === 'recurring') await startOccurrence(ctx, campaign);
      else await tryMove(ctx, campaignId, 'start', { set: { startedAt: campaign.startedAt ?? ctx.clock.now() } });
    }
    await sendRest(ctx, campaignId, renew);
  });
}

async function sendRest(ctx: Context, campaignId: string, renew: Renew): Promise<void> {
  const campaign = await CampaignModel.findOne({ _id: campaignId, state: 'sending' }).lean();
  if (!campaign) return cancelLeftovers(ctx, campaignId);
  // What was corrected before it goes on counts at once, such as a token.
  forgetChannel(campaign.channelId);
  const shouldStop = async () => !(await renew()) || !(await isSending(campaignId));
  const isFrozen = campaign.frozenAt !== null || (await freeze(ctx, campaign, shouldStop));
  if (isFrozen && (await mayGoOn(ctx, campaignId))) {
    if (campaign.way === 'people') await untilStopped(shouldStop, (stop) => sendAllDue(ctx, campaignId, stop));
    else await sendWideCampaign(ctx, campaignId, shouldStop);
  }
  await cancelLeftovers(ctx, campaignId);
  if (campaign.way === 'people') await settle(ctx, campaignId);
}

/** Runs `work` and asks meanwhile whether to stop, also while LINE lets it wait; its signal aborts then. */
async function untilStopped(shouldStop: () => Promise<boolean>, work: (stop: AbortSignal) => Promise<void>) {
  const stop = new AbortController();
  const ended = new AbortController();
  const look = async () => {
    while (!ended.signal.aborted) {
      // A store that cannot say is no reason to go on.
      if (await shouldStop().catch(() => true)) return stop.abort();
      await sleep(LOOK_MS, undefined, { signal: ended.signal }).catch(() => {});
    }
  };
  const looking = look();
  try {
    await work(stop.signal);
  } finally {
    ended.abort();
    await looking;
  }
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
  await stopCampaign(ctx, campaign, NEEDS_APPROVAL);
  return false;
}

async function sendAllDue(ctx: Context, campaignId: string, stop: AbortSignal): Promise<void> {
  const reason = await sendPlanned(ctx, campaignId, {
    stop,
    nextPage: async () => {
      const campaign = await getCampaign(campaignId);
      const size = campaign.state === 'sending' ? await takeFromMinute(ctx, campaign) : 0;
      if (size === 0) return null;
      const { hours, links } = campaign;
      return { size, hours, links, aggregationUnit: await claimUnit(ctx, campaign) };
    },
    note: async ({ accepted, failed }) => {
      const counted = await CampaignModel.findOneAndUpdate(
        { _id: campaignId },
        { $inc: { 'outcomes.accepted': accepted, 'outcomes.failed': failed } },
        { returnDocument: 'after' },
      ).lean();
      return counted?.state === 'sending' && !failsTooMuch(counted);
    },
  });
  const campaign = await getCampaign(campaignId);
  if (reason !== null) await stopCampaign(ctx, campaign, reason);
  else if (failsTooMuch(campaign) && (await isAnyLeft(campaignId))) await stopCampaign(ctx, campaign, FAILURES);
}

async function isAnyLeft(campaignId: string): Promise<boolean> {
  const { isInFlight, hasUndecided, nextAt } = await findRest(campaignId);
  return isInFlight || hasUndecided || nextAt !== null;
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
    const reason = campaign.audienceSize === 0 ? 'nobody' : failsTooMuch(campaign) ? FAILURES : null;
    const done = await tryMove(ctx, campaignId, 'finish', { reason, set: { doneAt: now } });
    if (done && reason === FAILURES) await tellStaff(ctx, done, 'campaign.failed', reason);
    ctx.wake(NOTE_REACH, [{ campaignId }]);
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
