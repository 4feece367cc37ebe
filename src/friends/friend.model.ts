import type { DomainEvent } from '../infra/announcements/event.js';
import { indexNameOf } from '../infra/mongo/explain.js';
import { Anything, defineModel, type Index } from '../infra/mongo/model.js';
import type { Friend } from './core/friend.js';

/** A friend with the events that their last changes announce and that are not yet published. */
export interface FriendDocument extends Friend {
  outbox: DomainEvent[];
  outboxAt?: Date;
}

/** Indexes that answer segment rules: a channel, then a field that rules narrow by. */
const SEGMENT_INDEXES: Index[] = [
  [{ channelId: 1, 'stage.name': 1, _id: 1 }],
  [{ channelId: 1, 'tags.tagId': 1, 'tags.k': 1 }],
  [{ channelId: 1, 'segments.id': 1 }],
  [{ channelId: 1, 'activityStatus.name': 1 }],
  [{ channelId: 1, 'orders.count': 1 }],
  [{ channelId: 1, 'orders.lastAt': 1 }],
  [{ channelId: 1, 'friendPath.id': 1 }],
  [{ channelId: 1, 'campaigns.id': 1 }],
  [{ channelId: 1, 'membership.verifiedOwnerAt': 1 }],
  [{ channelId: 1, 'tier.steps.key': 1 }],
  [{ channelId: 1, dice: 1 }],
];

/** Name of the index by which a random part of a channel's friends is found. */
export const SAMPLE_INDEX = 'channelId_1_lot_1';

/** Name of the index that answers for a field, by field. */
export const FRIEND_INDEXES: ReadonlyMap<string, string> = new Map(
  SEGMENT_INDEXES.map((index) => [Object.keys(index[0])[1] ?? '', indexNameOf(index)]),
);

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
    tagsCheckAt: Date,
    absentTagsAt: Date,
    stageCheckAt: Date,
    activityStatus: Anything,
    health: Anything,
    rfm: Anything,
    segments: [Anything],
    segmentsCheckAt: Date,
    happened: Anything,
    campaigns: [Anything],
    sent: Anything,
    surveys: [Anything],
    conversation: Anything,
    consent: Anything,
    blacklisted: Anything,
    mergedInto: String,
    merges: [String],
    dice: Number,
    lot: Number,
    grams: [String],
    membership: Anything,
    points: Anything,
    tier: Anything,
    tierCheckAt: Date,
    failedClaimsAt: [Date],
    orders: Anything,
    lastActiveAt: Date,
    idle: Anything,
    menu: Anything,
    menuTab: Anything,
    menuCheckAt: Date,
    unsentMessageIds: [String],
    createdAt: Date,
    rev: Number,
    outbox: [Anything],
    outboxAt: Date,
  },
  [
    [{ channelId: 1, lineUserId: 1 }, { unique: true }],
    ...SEGMENT_INDEXES,
    [{ channelId: 1, lot: 1 }],
    [{ channelId: 1, _id: 1 }],
    [{ channelId: 1, grams: 1 }],
    [{ channelId: 1, 'stage.name': 1, 'stage.since': 1 }],
    [{ channelId: 1, 'orders.currency': 1, 'orders.totalMinor': 1 }],
    [{ outboxAt: 1 }, { sparse: true }],
    [{ profileDueAt: 1 }],
    [{ stageCheckAt: 1 }],
    [{ tagsCheckAt: 1 }],
    [{ segmentsCheckAt: 1 }],
    [{ tierCheckAt: 1 }, { sparse: true }],
    [{ menuCheckAt: 1 }],
    [{ channelId: 1, 'menu.owedAt': 1 }],
    [{ channelId: 1, 'menu.linked.lineRichMenuId': 1, _id: 1 }],
    [{ channelId: 1, 'menuTab.lineRichMenuId': 1, _id: 1 }],
  ],
);
