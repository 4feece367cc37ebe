import { recordActivities } from '../activity/index.js';
import { defineListener } from '../edges.js';
import {
  attributesChanged,
  friendAppeared,
  friendFollowed,
  friendPathFound,
  friendUnfollowed,
  ordersChanged,
  profileFetched,
} from '../friends/index.js';
import type { DomainEvent, EventDefinition } from '../infra/announcements/event.js';
import { ownerVerified } from '../membership/index.js';
import { tagAdded, tagApplied, tagLevelUp } from '../tags/index.js';
import { evaluateStage } from './evaluate-stage.js';
import { stageChanged } from './events.js';

/** Everything that a stage rule can look at. */
const mayMove = [
  friendAppeared,
  friendFollowed,
  friendPathFound,
  friendUnfollowed,
  profileFetched,
  attributesChanged,
  ordersChanged,
  tagAdded,
  tagApplied,
  tagLevelUp,
  ownerVerified,
] as unknown as EventDefinition<unknown>[];

export const listeners = [
  defineListener({
    id: 'lifecycle.evaluate-stage',
    on: mayMove,
    handle: (ctx, event) => evaluateStage(ctx, friendOf(event)),
  }),
  defineListener({
    id: 'lifecycle.record-change',
    on: stageChanged,
    handle: async (_ctx, event) => {
      await recordActivities([
        {
          _id: event.id,
          channelId: event.channelId,
          friendId: event.friendId,
          kind: stageChanged.name,
          at: event.at,
          data: event.payload,
        },
      ]);
    },
  }),
];

function friendOf({ name, friendId }: DomainEvent): string {
  if (friendId === null) throw new Error(`${name} names no friend.`);
  return friendId;
}
