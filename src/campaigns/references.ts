import type { Subject } from '../context.js';
import type { Content } from '../deliveries/core/content.js';
import type { ReferenceFinder } from '../edges.js';
import { mentions } from '../segments/core/references.js';
import { CampaignModel } from './campaign.model.js';
import { contentsOf } from './check-campaign.js';
import { audienceRule } from './core/audience.js';

const LOOKED_MAX = 500;

const isSaidBy = (content: Content, { kind, id }: Subject) =>
  kind === 'messageSet' && 'messageSet' in content && content.messageSet === id;

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
      return open
        .filter(
          (campaign) =>
            mentions(audienceRule(campaign), subject) ||
            contentsOf(campaign).some((content) => isSaidBy(content, subject)),
        )
        .map(({ _id, name }) => ({ kind: 'campaign', id: _id, name }));
    },
  },
];
