import type { Context } from '../context.js';
import { abandonWideSend, cancelPlanned, recallUntaken } from '../deliveries/index.js';
import { raiseNotice } from '../notices/index.js';
import type { Campaign } from './campaign.model.js';
import { tryMove } from './move-campaign.js';

/** Pauses a campaign by itself, with what has not left still planned, and tells staff why. */
export async function stopCampaign(ctx: Context, campaign: Campaign, reason: string): Promise<void> {
  const paused = await tryMove(ctx, campaign._id, 'pause', { reason });
  if (!paused) return;
  await recallUntaken(campaign._id);
  await tellStaff(ctx, paused, 'campaign.paused', reason);
}

/** Ends a campaign that cannot be sent as it stands, with nothing more leaving, and tells staff why. */
export async function failCampaign(ctx: Context, campaign: Campaign, reason: string): Promise<void> {
  await tryMove(ctx, campaign._id, 'fail', { reason });
  await dropPlanned(ctx, campaign._id);
  await tellStaff(ctx, campaign, 'campaign.failed', reason);
}

/** Ends what a campaign planned and will not send. */
export async function dropPlanned(ctx: Pick<Context, 'clock'>, campaignId: string): Promise<void> {
  await cancelPlanned(ctx, campaignId);
  await abandonWideSend(ctx, campaignId);
}

/** Raises a notice about a campaign, once at each of its revisions. */
export const tellStaff = (
  ctx: Pick<Context, 'clock' | 'signal'>,
  { _id, channelId, name, revision }: Campaign,
  kind: 'campaign.paused' | 'campaign.failed',
  reason: string,
): Promise<void> =>
  raiseNotice(ctx, {
    _id: `${kind}:${_id}:${revision}`,
    channelId,
    friendId: null,
    kind,
    data: { campaignId: _id, name, reason },
  });
