import type { Context } from '../context.js';
import { getSendingPolicy } from '../deliveries/index.js';
import type { Campaign } from './campaign.model.js';
import { countAudience } from './count-audience.js';

const APPROVED_GROWTH = 1.1; // a tenth more friends since the approval is no reason to ask again

/** Whether so many messages of this channel need a second person who has not yet said yes to about as many. */
export async function needsApproval(ctx: Context, campaign: Campaign, people?: number): Promise<boolean> {
  const { approvalAbove } = await getSendingPolicy(ctx, campaign.channelId);
  if (approvalAbove === null) return false;
  const size = people ?? (await countAudience(ctx, campaign));
  const approved = (campaign.approval?.people ?? 0) * APPROVED_GROWTH;
  return size > approvalAbove && size > approved;
}
