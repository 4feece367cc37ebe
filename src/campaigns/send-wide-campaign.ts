import type { Context } from '../context.js';
import { findWideSend, openWideSend, sendWide } from '../deliveries/index.js';
import { AppError } from '../errors.js';
import { assertNever } from '../shared/assert-never.js';
import { CampaignModel, type Campaign } from './campaign.model.js';
import { checkRefusals } from './check-campaign.js';
import { senderOf } from './measure-responses.js';
import { getCampaign, tryMove } from './move-campaign.js';
import { firstReadAt } from './read-line-figures.js';
import { failCampaign, stopCampaign, tellStaff } from './stop-campaign.js';

/** Brings a campaign whose audience is frozen to LINE as one broadcast or narrowcast, as far as that can go now. */
export async function sendWideCampaign(
  ctx: Context,
  campaignId: string,
  shouldStop: () => Promise<boolean>,
): Promise<void> {
  const campaign = await getCampaign(campaignId);
  const problem = campaign.handedOverAt === null ? await prepare(ctx, campaign) : null;
  if (problem !== null) return failCampaign(ctx, campaign, problem);
  const end = await sendWide(ctx, campaignId, {
    shouldStop,
    handOver: () => handOver(ctx, campaignId),
    takeBack: () => takeBack(campaignId),
  });
  switch (end.kind) {
    case 'settled':
      return finish(ctx, campaignId);
    case 'wait': {
      const wakeAt = new Date(ctx.clock.now().getTime() + end.ms);
      await CampaignModel.updateOne({ _id: campaignId, state: 'sending' }, { $set: { wakeAt } });
      return;
    }
    case 'held':
      return stopCampaign(ctx, campaign, end.reason);
    case 'stopped':
      return;
    default:
      return assertNever(end);
  }
}

/** Stores what is sent; resolves to why it may not be sent, looked at again until LINE has it. */
async function prepare(ctx: Context, campaign: Campaign): Promise<string | null> {
  const { channelId, way, content, links, narrowcast } = campaign;
  if (way === 'people') return null;
  const demographic = way === 'narrowcast' ? (narrowcast?.demographic ?? null) : null;
  try {
    await checkRefusals(ctx, campaign);
    await openWideSend(ctx, { channelId, sender: senderOf(campaign), method: way, content, links, demographic });
    return null;
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'store_unavailable') throw error;
    return error.message;
  }
}

/** From here on it can be neither paused nor cancelled; false when it just was. */
async function handOver(ctx: Pick<Context, 'clock'>, campaignId: string): Promise<boolean> {
  const sending = { _id: campaignId, state: 'sending' as const };
  await CampaignModel.updateOne({ ...sending, handedOverAt: null }, { $set: { handedOverAt: ctx.clock.now() } });
  return (await CampaignModel.exists({ ...sending, handedOverAt: { $ne: null } })) !== null;
}

async function takeBack(campaignId: string): Promise<void> {
  await CampaignModel.updateOne({ _id: campaignId }, { $set: { handedOverAt: null } });
}

async function finish(ctx: Context, campaignId: string): Promise<void> {
  const now = ctx.clock.now();
  const wideSend = await findWideSend(campaignId);
  const isAccepted = wideSend?.outcome?.state === 'accepted';
  const done = await tryMove(ctx, campaignId, 'finish', {
    reason: wideSend?.failure ?? null,
    set: { doneAt: now, ...(isAccepted ? { lineFiguresAt: firstReadAt(now) } : {}) },
  });
  if (done && wideSend?.failure) await tellStaff(ctx, done, 'campaign.failed', wideSend.failure);
}
