import { Anything, defineModel } from '../infra/mongo/model.js';
import type { Move } from './core/flows.js';

/** What moved in a channel on one of its local days; follows from the activity and can be counted anew at any time. */
export interface LifecycleDay {
  _id: string;
  channelId: string;
  /** The zone in which the day was counted. */
  timeZone: string;
  /** `YYYY-MM-DD`. */
  day: string;
  countedAt: Date;
  /** Moves between stages, under the names that the stages had then. */
  moves: Move[];
  /** Follows of people who were no friends before. */
  gained: number;
  /** Follows of people who had blocked the account. */
  returned: number;
  /** Times that somebody blocked the account. */
  lost: number;
}

export const LifecycleDayModel = defineModel<LifecycleDay>(
  'LifecycleDay',
  'lifecycleDays',
  {
    channelId: String,
    timeZone: String,
    day: String,
    countedAt: Date,
    moves: [Anything],
    gained: Number,
    returned: Number,
    lost: Number,
  },
  [[{ channelId: 1, timeZone: 1, day: -1 }]],
);
