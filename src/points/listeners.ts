import { activityRecorded, recordActivities } from '../activity/index.js';
import type { Context } from '../context.js';
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
    on: [pointsExpiring, checkInClaimed] as unknown as EventDefinition<Record<string, unknown>>[],
    handle: (ctx, { id, name: kind, friendId, at, payload: data }) =>
      withFriend(friendId, (friend) => recordHappening(ctx, friend, { eventId: id, kind, at, data })),
  }),
];

/** Puts an event of points on record as an activity, so that tag rules, surveys, segments and stages can go by it. */
async function recordHappening(
  ctx: Pick<Context, 'clock' | 'publish'>,
  { _id: friendId, channelId }: Friend,
  { eventId, kind, at, data }: { eventId: string; kind: string; at: Date; data: Record<string, unknown> },
): Promise<void> {
  const activityId = `${friendId}/${eventId}`;
  await recordActivities([{ _id: activityId, channelId, friendId, kind, at, data }], {
    lookAgain: { friendIds: new Set([friendId]), at: ctx.clock.now() },
  });
  const event = activityRecorded.of({ activityId, kind }, at);
  await ctx.publish([{ ...event, id: `${activityRecorded.name}:${activityId}`, channelId, friendId }]);
}
