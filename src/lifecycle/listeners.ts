import { recordActivity } from '../activity/index.js';
import { defineListener } from '../edges.js';
import {
  attributesChanged,
  consentChanged,
  friendAppeared,
  friendBlacklisted,
  friendFollowed,
  friendMerged,
  friendPathFound,
  friendUnblacklisted,
  friendUnfollowed,
  ordersChanged,
  profileFetched,
  tierChanged,
} from '../friends/index.js';
import type { DomainEvent, EventDefinition } from '../infra/announcements/event.js';
import { ownershipEnded, ownerVerified } from '../membership/index.js';
import { pointsEarned, pointsExpired, pointsReversed, pointsSpent } from '../points/index.js';
import { tagAdded, tagApplied, tagExpired, tagFaded, tagLevelDown, tagLevelUp, tagRemoved } from '../tags/index.js';
import { assessFriend } from './assess-friends.js';
import { activityStatusChanged, stageChanged, stageLocked, stageOverdue, stageUnlocked } from './events.js';

/** Everything that stage and segment rules can look at. */
const mayMove = [
  friendAppeared,
  friendFollowed,
  friendPathFound,
  friendUnfollowed,
  friendMerged,
  friendBlacklisted,
  friendUnblacklisted,
  consentChanged,
  profileFetched,
  attributesChanged,
  ordersChanged,
  tagAdded,
  tagApplied,
  tagLevelUp,
  tagLevelDown,
  tagExpired,
  tagFaded,
  tagRemoved,
  ownershipEnded,
  ownerVerified,
  tierChanged,
  pointsEarned,
  pointsSpent,
  pointsExpired,
  pointsReversed,
] as unknown as EventDefinition<unknown>[];

const onRecord = [
  stageChanged,
  stageOverdue,
  stageLocked,
  stageUnlocked,
  activityStatusChanged,
] as unknown as EventDefinition<Record<string, unknown>>[];

export const listeners = [
  defineListener({
    id: 'lifecycle.assess-friend',
    on: mayMove,
    onlyLatest: true,
    handle: (ctx, event) => assessFriend(ctx, friendOf(event)),
  }),
  defineListener({
    id: 'lifecycle.record-change',
    on: onRecord,
    handle: async (_ctx, event) => {
      const { id, channelId, friendId, name, at, payload } = event;
      await recordActivity({ _id: id, channelId, friendId, kind: name, at, data: payload });
    },
  }),
];

function friendOf({ name, friendId }: DomainEvent): string {
  if (friendId === null) throw new Error(`${name} names no friend.`);
  return friendId;
}
