import { Anything, defineModel } from '../mongo/model.js';
import type { DomainEvent } from './event.js';

/** A domain event with the listeners that have not yet run. `owed` once any is left, `settled` after the last. */
export interface Announcement extends Omit<DomainEvent, 'id'> {
  _id: string;
  owed: string[];
  state: 'owed' | 'settled';
  publishedAt: Date;
}

const SETTLED_KEPT_SECONDS = 30 * 24 * 3600; // long enough to answer "why" about the last month

export const AnnouncementModel = defineModel<Announcement>(
  'Announcement',
  'announcements',
  {
    name: String,
    channelId: String,
    friendId: String,
    at: Date,
    payload: Anything,
    owed: [String],
    state: String,
    publishedAt: Date,
  },
  [
    [{ publishedAt: 1 }, { partialFilterExpression: { state: 'owed' }, name: 'owed' }],
    [
      { publishedAt: -1 },
      {
        expireAfterSeconds: SETTLED_KEPT_SECONDS,
        partialFilterExpression: { state: 'settled' },
        name: 'settledExpiry',
      },
    ],
  ],
);
