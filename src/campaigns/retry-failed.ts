import type { Context } from '../context.js';
import { ConflictError } from '../errors.js';
import { findRest, planFailedAgain, REJECT_REASONS } from '../deliveries/index.js';
import type { Campaign } from './campaign.model.js';
import { decideTransition } from './core/transitions.js';
import { getCampaign, moveCampaign } from './move-campaign.js';
import { wakeCampaign } from './wake-campaign.js';

type RejectReason = (typeof REJECT_REASONS)[number];

/**
 * Sends a finished campaign once more to those of whom LINE certainly took nothing. What it took is left alone, and so is
 * what it may have taken. Each such delivery gets a new retry key, and passes the gates again.
 */
export async function retryFailed(
  ctx: Pick<Context, 'clock' | 'actor' | 'wake'>,
  campaignId: string,
  reasons: readonly RejectReason[] = REJECT_REASONS,
): Promise<{ campaign: Campaign; again: number }> {
  // Planned before it goes on: nobody finds it sending with nothing left, and ends it.
  const { state, way } = await getCampaign(campaignId);
  if (way !== 'people')
    throw new ConflictError(`Campaign ${campaignId} went out as one ${way}; make a copy of it to send it again.`);
  const again = decideTransition(state, 'retry') === null ? 0 : await planFailedAgain(ctx, campaignId, reasons);
  // Nothing failed: it stays done, and what is measured from its end too. What an earlier try planned and left goes on.
  if (state === 'done' && again === 0 && (await findRest(campaignId)).nextAt === null)
    return { campaign: await getCampaign(campaignId), again };
  const campaign = await moveCampaign(ctx, campaignId, 'retry', {
    set: {
      wakeAt: ctx.clock.now(),
      outcomes: { accepted: 0, failed: 0 },
      doneAt: null,
      reachNotedThrough: null,
      isReachNoted: false,
    },
  });
  wakeCampaign(ctx, campaign);
  return { campaign, again };
}
