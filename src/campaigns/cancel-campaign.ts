import type { Context } from '../context.js';
import { ConflictError, NotFoundError } from '../errors.js';
import { cancelPlanned } from '../deliveries/index.js';
import { CampaignModel, type Campaign } from './campaign.model.js';

/** Cancels a campaign for good: what has not left will not; what has left stays counted. */
export async function cancelCampaign(ctx: Pick<Context, 'clock'>, campaignId: string): Promise<Campaign> {
  const cancelled = await CampaignModel.findOneAndUpdate(
    { _id: campaignId, state: { $in: ['scheduled', 'sending'] } },
    { $set: { state: 'cancelled', cancelledAt: ctx.clock.now() } },
    { returnDocument: 'after' },
  ).lean();
  if (!cancelled) {
    const found = await CampaignModel.findById(campaignId).lean();
    if (!found) throw new NotFoundError('campaign', campaignId);
    throw new ConflictError(
      `Campaign ${campaignId} is ${found.state}; only a scheduled or sending one can be cancelled.`,
    );
  }
  await cancelPlanned(ctx, campaignId);
  return cancelled;
}
