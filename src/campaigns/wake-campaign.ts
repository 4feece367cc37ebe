import type { Context } from '../context.js';
import type { Campaign } from './campaign.model.js';

export const SEND_CAMPAIGN = 'campaigns.send';

/** Wakes a campaign when its next step is due; resolves to nothing, and a sweep makes good what is lost. */
export function wakeCampaign(
  ctx: Pick<Context, 'clock' | 'wake'>,
  { _id, wakeAt }: Pick<Campaign, '_id' | 'wakeAt'>,
): void {
  const delayMs = Math.max(0, wakeAt.getTime() - ctx.clock.now().getTime());
  ctx.wake(SEND_CAMPAIGN, [{ campaignId: _id }], { delayMs });
}
