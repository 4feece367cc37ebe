import type { Context } from '../context.js';
import { recallUntaken } from '../deliveries/index.js';
import { ConflictError } from '../errors.js';
import type { Campaign } from './campaign.model.js';
import { awaitsApproval } from './core/transitions.js';
import { getCampaign, moveCampaign } from './move-campaign.js';
import { needsApproval } from './needs-approval.js';
import { wakeCampaign } from './wake-campaign.js';

/** Stops a campaign before its next request to LINE; what has not left stays planned, also what waited to be repeated. */
export async function pauseCampaign(ctx: Pick<Context, 'clock' | 'actor'>, campaignId: string): Promise<Campaign> {
  const paused = await moveCampaign(ctx, campaignId, 'pause', { reason: 'byHand' });
  await recallUntaken(campaignId);
  return paused;
}

/**
 * Goes on with a paused campaign where it stopped; what fails is judged anew from here. ConflictError while it waits for a
 * second person to approve how many people it has come to.
 */
export async function resumeCampaign(ctx: Context, campaignId: string): Promise<Campaign> {
  const campaign = await getCampaign(campaignId);
  if (awaitsApproval(campaign) && (await needsApproval(ctx, campaign, campaign.audienceSize)))
    throw new ConflictError(
      `Campaign ${campaignId} has come to ${campaign.audienceSize} people and was approved for ${campaign.approval?.people ?? 0}: somebody else approves it, or it is cancelled.`,
    );
  const set = { wakeAt: ctx.clock.now(), outcomes: { accepted: 0, failed: 0 } };
  const resumed = await moveCampaign(ctx, campaignId, 'resume', { set });
  wakeCampaign(ctx, resumed);
  return resumed;
}
