import { activityRecorded, recordEvent } from '../activity/index.js';
import { defineListener } from '../edges.js';
import { findFriendBehind, friendFollowed, ordersChanged, type Friend } from '../friends/index.js';
import type { EventDefinition } from '../infra/announcements/event.js';
import { earnForActivity, earnForOrders } from './earn-by-rules.js';
import { checkInClaimed, pointsExpiring } from './events.js';

/** Does something for the friend whom an event is about, or whom they were merged into, if there still is one. */
async function withFriend(friendId: string | null, act: (friend: Friend) => Promise<void>): Promise<void> {
  const friend = friendId === null ? null : await findFriendBehind(friendId);
  if (friend) await act(friend);
}

/** What tag rules, surveys, segments and stages can go by. */
const onRecord = [pointsExpiring, checkInClaimed] as unknown as EventDefinition<Record<string, unknown>>[];

export const listeners = [
  defineListener({
    id: 'points.activity',
    on: activityRecorded,
    handle: (ctx, { friendId, at, payload: { activityId, kind } }) =>
      withFriend(friendId, (friend) => earnForActivity(ctx, friend, { activityId, kind, at })),
  }),
  defineListener({
    id: 'points.followed',
    on: friendFollowed,
    handle: (ctx, { name: kind, friendId, at, payload: { isFirst } }) =>
      isFirst
        ? withFriend(friendId, (friend) =>
            earnForActivity(ctx, friend, { activityId: `${friendId}/followed`, kind, at }),
          )
        : Promise.resolve(),
  }),
  defineListener({
    id: 'points.orders',
    on: ordersChanged,
    handle: (ctx, { friendId }) => withFriend(friendId, (friend) => earnForOrders(ctx, friend)),
  }),
  defineListener({
    id: 'points.record',
    on: onRecord,
    handle: (ctx, event) => withFriend(event.friendId, ({ _id }) => recordEvent(ctx, event, _id)),
  }),
];
