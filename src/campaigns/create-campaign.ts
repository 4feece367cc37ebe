import { resolveChannel } from '../channels/index.js';
import type { Context } from '../context.js';
import { newId } from '../infra/ids.js';
import { CampaignModel, type Campaign } from './campaign.model.js';
import { checkCampaign, pinContents, requireTaken } from './check-campaign.js';
import { CreateCampaignInput, type Schedule } from './core/campaign.js';
import { firstTimeOf } from './core/schedule.js';
import { requireTimeAhead } from './look-at-local-time.js';
import { newCampaign } from './new-campaign.js';
import { scheduleChecked } from './schedule-campaign.js';

/** Makes a campaign: a draft, or one that is scheduled at once (and waits for approval where the channel asks for it). */
export async function createCampaign(ctx: Context, given: CreateCampaignInput): Promise<Campaign> {
  const { channelId, sendAt, draft, undoSeconds, schedule, ...input } = CreateCampaignInput.parse(given);
  const channel = await resolveChannel(ctx, channelId);
  const now = ctx.clock.now();
  const timed: Schedule = schedule ?? { kind: 'at', at: sendAt ?? now };
  const decided = { ...input, schedule: timed, channelId: channel._id };
  const sendAtFirst = firstTimeOf(timed, now, channel.timeZone) ?? now;
  const campaign = newCampaign(ctx, newId(), { ...(await pinContents(decided)), sendAt: sendAtFirst });
  await checkCampaign(ctx, campaign);
  await requireTimeAhead(ctx, campaign);
  await requireTaken(ctx, campaign);
  await CampaignModel.collection.insertOne(campaign as never);
  return draft ? campaign : scheduleChecked(ctx, campaign, { undoSeconds });
}
