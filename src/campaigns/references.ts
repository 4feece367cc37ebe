import type { ReferenceFinder } from '../edges.js';
import { mentions } from '../segments/core/references.js';
import { CampaignModel } from './campaign.model.js';
import { audienceRule } from './core/audience.js';
import type { CampaignState } from './core/campaign.js';

const LOOKED_MAX = 500;

const OPEN_STATES: CampaignState[] = ['review', 'scheduled', 'sending', 'paused'];

/** Campaigns yet to be sent whose audience, or whom they leave out, speaks of a subject; one that was sent needs it no more. */
export const references: ReferenceFinder[] = [
  {
    async find(_ctx, channelId, subject) {
      const open = await CampaignModel.find({ channelId, state: { $in: OPEN_STATES } })
        .limit(LOOKED_MAX)
        .lean();
      return open
        .filter((campaign) => mentions(audienceRule(campaign), subject))
        .map(({ _id, name }) => ({ kind: 'campaign', id: _id, name }));
    },
  },
];
