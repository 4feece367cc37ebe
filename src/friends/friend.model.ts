import type { DomainEvent } from '../infra/announcements/event.js';
import { Anything, defineModel } from '../infra/mongo/model.js';
import type { Friend } from './core/friend.js';

/** A friend with the events that their last changes announce and that are not yet published. */
export interface FriendDocument extends Friend {
  outbox: DomainEvent[];
  outboxAt?: Date;
}

export const FriendModel = defineModel<FriendDocument>(
  'Friend',
  'friends',
  {
    channelId: String,
    lineUserId: String,
    standing: String,
    standingAt: Date,
    followedAt: Date,
    blockedAt: Date,
    friendPath: Anything,
    profile: Anything,
    profileFetchedAt: Date,
    profileDueAt: Date,
    attributes: Anything,
    tags: [Anything],
    stage: Anything,
    stageCheckAt: Date,
    membership: Anything,
    failedClaimsAt: [Date],
    orders: Anything,
    lastActiveAt: Date,
    menu: Anything,
    menuCheckAt: Date,
    unsentMessageIds: [String],
    createdAt: Date,
    rev: Number,
    outbox: [Anything],
    outboxAt: Date,
  },
  [
    [{ channelId: 1, lineUserId: 1 }, { unique: true }],
    [{ channelId: 1, 'stage.name': 1, _id: 1 }],
    [{ channelId: 1, 'tags.tagId': 1, 'tags.k': 1 }],
    [{ channelId: 1, _id: 1 }],
    [{ outboxAt: 1 }, { sparse: true }],
    [{ profileDueAt: 1 }],
    [{ stageCheckAt: 1 }],
    [{ menuCheckAt: 1 }],
    [{ 'menu.owedAt': 1 }],
  ],
);
