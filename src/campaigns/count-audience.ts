import type { Context } from '../context.js';
import type { SegmentRule } from '../segments/core/rule.js';
import { countSegment } from '../segments/index.js';
import type { Campaign } from './campaign.model.js';
import { audienceRule } from './core/audience.js';

/** Whom a campaign is for. A broadcast reaches of the friends whom we know those who follow. */
export const reachedRule = (campaign: Campaign): SegmentRule =>
  campaign.way === 'broadcast' ? { standing: 'following' } : audienceRule(campaign);

/** How many friends meet a campaign's rule now. */
export async function countAudience(ctx: Context, campaign: Campaign): Promise<number> {
  return (await countSegment(ctx, campaign.channelId, reachedRule(campaign))).count;
}
