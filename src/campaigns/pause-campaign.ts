import type { Context } from '../context.js';
import { recallUntaken } from '../deliveries/index.js';
import type { Campaign } from './campaign.model.js';
import { moveCampaign } from './move-campaign.js';
import { wakeCampaign } from './wake-campaign.js';

/** Stops a campaign before its next request to LINE; what has not left stays planned, also what waited to be repeated. */
export async function pauseCampaign(ctx: Pick<Context, 'clock' | 'actor'>, campaignId: string): Promise<Campaign> {
  const paused = await moveCampaign(ctx, campaignId, 'pause', { reason: 'byHand' });
  await recallUntaken(campaignId);
  return paused;
}

/** Goes on with a paused campaign where it stopped; what fails is judged anew from here. */
export async function resumeCampaign(
  ctx: Pick<Context, 'clock' | 'actor' | 'wake'>,
  campaignId: string,
): Promise<Campaign> {
  const set = { wakeAt: ctx.clock.now(), outcomes: { accepted: 0, failed: 0 } };
  const resumed = await moveCampaign(ctx, campaignId, 'resume', { set });
  wakeCampaign(ctx, resumed);
  return resumed;
}
