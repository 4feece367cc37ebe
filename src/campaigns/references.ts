import type { Subject } from '../context.js';
import type { Content } from '../deliveries/core/content.js';
import type { ReferenceFinder } from '../edges.js';
import { listPictureIds } from '../media/core/picture-address.js';
import { findMessageSet } from '../messages/index.js';
import { mentions } from '../segments/core/references.js';
import { CampaignModel, type Campaign } from './campaign.model.js';
import { contentsOf } from './check-campaign.js';
import { audienceRule } from './core/audience.js';

const LOOKED_MAX = 500;

/** Campaigns yet to be sent whose audience or content speaks of a subject; one that was sent needs it no more. */
export const references: ReferenceFinder[] = [
  {
    async find(_ctx, channelId, subject) {
      const open = await CampaignModel.find({
        channelId,
        state: { $in: ['draft', 'review', 'scheduled', 'sending', 'paused'] },
      })
        .limit(LOOKED_MAX)
        .lean();
      const speaking: Campaign[] = [];
      for (const campaign of open)
        if (mentions(audienceRule(campaign), subject) || (await isSaid(campaign, subject))) speaking.push(campaign);
      return speaking.map(({ _id, name }) => ({ kind: 'campaign', id: _id, name }));
    },
  },
];

async function isSaid(campaign: Campaign, { kind, id }: Subject): Promise<boolean> {
  for (const content of contentsOf(campaign))
    if ((await listSaid(campaign.channelId, content)).includes(`${kind}/${id}`)) return true;
  return false;
}

/** What a content speaks of, as `kind/id`, also by the version of a message set that it is fixed to. */
async function listSaid(channelId: string, content: Content): Promise<string[]> {
  const pictures = listPictureIds(content).map((id) => `picture/${id}`);
  if (!('messageSet' in content)) return pictures;
  const set = await findMessageSet(channelId, content.messageSet, content.version);
  return [`messageSet/${content.messageSet}`, ...pictures, ...(set?.speaksOf ?? [])];
}
