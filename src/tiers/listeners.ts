import { recordEvent } from '../activity/index.js';
import { defineListener } from '../edges.js';
import { findFriendBehind, friendAppeared, friendMerged, ordersChanged, tierChanged } from '../friends/index.js';
import type { EventDefinition } from '../infra/announcements/event.js';
import { pointsEarned, pointsReversed } from '../points/index.js';
import { evaluateTier } from './evaluate-tier.js';

/** Everything that can change what counts. */
const mayMove = [
  friendAppeared,
  friendMerged,
  ordersChanged,
  pointsEarned,
  pointsReversed,
] as unknown as EventDefinition<unknown>[];

export const listeners = [
  defineListener({
    id: 'tiers.evaluate',
    on: mayMove,
    onlyLatest: true,
    handle: async (ctx, { friendId }) => {
      const friend = friendId === null ? null : await findFriendBehind(friendId);
      if (friend) await evaluateTier(ctx, friend._id);
    },
  }),
  defineListener({
    id: 'tiers.record-change',
    on: tierChanged,
    handle: async (ctx, event) => {
      const friend = event.friendId === null ? null : await findFriendBehind(event.friendId);
      if (friend) await recordEvent(ctx, event, friend._id);
    },
  }),
];
