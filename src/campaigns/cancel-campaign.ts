import type { Context } from '../context.js';
import type { Campaign } from './campaign.model.js';
import { moveCampaign } from './move-campaign.js';
import { dropPlanned } from './stop-campaign.js';

/** Cancels a campaign for good: what has not left will not; what has left stays counted. */
export async function cancelCampaign(ctx: Pick<Context, 'clock' | 'actor'>, campaignId: string): Promise<Campaign> {
  const cancelled = await moveCampaign(ctx, campaignId, 'cancel', { set: { cancelledAt: ctx.clock.now() } });
  await dropPlanned(ctx, campaignId);
  return cancelled;
}
