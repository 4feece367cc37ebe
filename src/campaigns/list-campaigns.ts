import { beforeFilter } from '../infra/mongo/page-before.js';
import { cursorOf, placeOf } from '../shared/cursor.js';
import { CampaignModel, type Campaign } from './campaign.model.js';
import type { CampaignState } from './core/campaign.js';

/** A page of a channel's campaigns, newest first; `next` leads to the older ones. */
export async function listCampaigns(
  channelId: string,
  {
    state,
    occurrenceOf,
    before,
    limit,
  }: { state?: CampaignState; occurrenceOf?: string; before?: string; limit: number },
): Promise<{ campaigns: Campaign[]; next: string | null }> {
  const asked = { channelId, ...(state ? { state } : {}), ...(occurrenceOf ? { occurrenceOf } : {}) };
  const campaigns = await CampaignModel.find({ ...asked, ...beforeFilter('createdAt', placeOf(before)) })
    .sort({ createdAt: -1, _id: -1 })
    .limit(limit)
    .lean();
  const last = campaigns.at(-1);
  return { campaigns, next: last && campaigns.length === limit ? cursorOf(last.createdAt, last._id) : null };
}
