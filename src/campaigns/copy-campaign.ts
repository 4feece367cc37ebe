import type { Context } from '../context.js';
import { newId } from '../infra/ids.js';
import { CampaignModel, type Campaign } from './campaign.model.js';
import { getCampaign } from './move-campaign.js';
import { decisionsOf, newCampaign } from './new-campaign.js';

/** Makes a draft of what a campaign says, to whom and how; what became of the first one stays there. */
export async function copyCampaign(ctx: Pick<Context, 'clock' | 'actor'>, campaignId: string): Promise<Campaign> {
  const copied = await getCampaign(campaignId);
  const { name, schedule, sendAt } = copied;
  const copy = newCampaign(ctx, newId(), {
    ...decisionsOf(copied),
    name: `${name} (2)`.slice(0, NAME_MAX),
    schedule,
    sendAt,
  });
  await CampaignModel.collection.insertOne(copy as never);
  return copy;
}

const NAME_MAX = 200;
