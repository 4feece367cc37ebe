import type { Content } from '../deliveries/core/content.js';
import { Anything, defineModel } from '../infra/mongo/model.js';
import type { SegmentRule } from '../segments/core/rule.js';
import type { CampaignState } from './core/campaign.js';

export interface Campaign {
  _id: string;
  channelId: string;
  name: string;
  audience: SegmentRule;
  content: Content;
  sendAt: Date;
  state: CampaignState;
  startedAt: Date | null;
  /** Last friend frozen into the audience, so that an interrupted freeze goes on where it stood. */
  frozenThrough: string | null;
  frozenAt: Date | null;
  audienceSize: number;
  doneAt: Date | null;
  cancelledAt: Date | null;
  createdAt: Date;
}

export const CampaignModel = defineModel<Campaign>(
  'Campaign',
  'campaigns',
  {
    channelId: String,
    name: String,
    audience: Anything,
    content: Anything,
    sendAt: Date,
    state: String,
    startedAt: Date,
    frozenThrough: String,
    frozenAt: Date,
    audienceSize: Number,
    doneAt: Date,
    cancelledAt: Date,
    createdAt: Date,
  },
  [[{ state: 1, sendAt: 1 }], [{ channelId: 1, createdAt: -1 }]],
);
