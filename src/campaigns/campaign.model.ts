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
  /** Last delivery noted on its friend, and whether all are; friends are told of a campaign after it ended. */
  reachNotedThrough: string | null;
  isReachNoted: boolean;
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
    reachNotedThrough: String,
    isReachNoted: Boolean,
    createdAt: Date,
  },
  [[{ state: 1, sendAt: 1 }], [{ channelId: 1, createdAt: -1 }], [{ isReachNoted: 1, state: 1 }]],
);
