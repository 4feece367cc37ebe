import { Anything, defineModel } from '../infra/mongo/model.js';
import type { Delivery } from './delivery.model.js';

/** What one sender cost: people billed, and answers that a reply gave for nothing. */
export interface Cost {
  /** What is sent over the API counts together: there each message has an id of its own. */
  sender: { kind: Delivery['sender']['kind']; id: string };
  billed: number;
  /** Accepted by reply: each would have been billed as a push. */
  savedByReply: number;
}

/** What a day that is over cost, counted once: an outcome is dated when it becomes known, so none comes to a day that is over. */
export interface CostDay {
  _id: string;
  channelId: string;
  /** The zone in which the day was counted. */
  timeZone: string;
  /** `YYYY-MM-DD`. */
  day: string;
  costs: Cost[];
}

export const CostDayModel = defineModel<CostDay>(
  'CostDay',
  'costDays',
  { channelId: String, timeZone: String, day: String, costs: [Anything] },
  [[{ channelId: 1, timeZone: 1, day: -1 }]],
);
