import { activityRecorded } from '../activity/index.js';
import type { Context } from '../context.js';
import { defineListener } from '../edges.js';
import {
  findFriendDocument,
  friendFollowed,
  friendPathFound,
  friendUnfollowed,
  publishOutbox,
  type FriendDocument,
} from '../friends/index.js';
import { tagExpired, tagFaded, tagLevelDown, tagLevelUp } from './events.js';
import { pauseTags } from './pause-tags.js';
import { tagByRules } from './tag-by-rules.js';
import { writeLapse } from './write-lapse.js';

/** Changes a friend if there still is one, and publishes what that announces. */
async function withFriend(
  ctx: Context,
  friendId: string | null,
  change: (friend: FriendDocument) => Promise<FriendDocument>,
): Promise<void> {
  const friend = friendId === null ? null : await findFriendDocument(friendId);
  if (friend) await publishOutbox(ctx, await change(friend));
}

export const listeners = [
  defineListener({
    id: 'tags.activity',
    on: activityRecorded,
    handle: (ctx, { friendId, at, payload: { activityId, kind } }) =>
      withFriend(ctx, friendId, (friend) =>
        tagByRules(ctx, friend, { kind: 'activity', activityKind: kind }, { eventId: activityId, at }),
      ),
  }),
  defineListener({
    id: 'tags.followed',
    on: friendFollowed,
    handle: (ctx, { id: eventId, name, friendId, at, payload: { isFirst } }) =>
      withFriend(ctx, friendId, async (friend) => {
        const resumed = await pauseTags(ctx, friend, { op: 'resume', eventId, at });
        const tagged = await tagByRules(ctx, resumed, { kind: 'activity', activityKind: name }, { eventId, at });
        return isFirst ? tagByPath(ctx, tagged, at) : tagged;
      }),
  }),
  defineListener({
    id: 'tags.pathFound',
    on: friendPathFound,
    handle: (ctx, { friendId, at }) => withFriend(ctx, friendId, (friend) => tagByPath(ctx, friend, at)),
  }),
  defineListener({
    id: 'tags.unfollowed',
    on: friendUnfollowed,
    handle: (ctx, { id: eventId, name, friendId, at }) =>
      withFriend(ctx, friendId, async (friend) => {
        const tagged = await tagByRules(ctx, friend, { kind: 'activity', activityKind: name }, { eventId, at });
        return pauseTags(ctx, tagged, { op: 'pause', eventId, at });
      }),
  }),
  defineListener({
    id: 'tags.expired',
    on: tagExpired,
    handle: (ctx, event) => writeLapse(event, { op: 'expire', tagId: event.payload.tagId }, ctx.clock.now()),
  }),
  defineListener({
    id: 'tags.faded',
    on: tagFaded,
    handle: (ctx, event) => writeLapse(event, { op: 'fade', tagId: event.payload.tagId }, ctx.clock.now()),
  }),
  defineListener({
    id: 'tags.levelUp',
    on: tagLevelUp,
    handle: (ctx, event) => writeLapse(event, levelOf(event.payload), ctx.clock.now()),
  }),
  defineListener({
    id: 'tags.levelDown',
    on: tagLevelDown,
    handle: (ctx, event) => writeLapse(event, levelOf(event.payload), ctx.clock.now()),
  }),
];

/** A friend comes through one path; whichever of the two announcements is handled first applies its tags. */
const tagByPath = async (ctx: Context, friend: FriendDocument, at: Date) =>
  friend.friendPath
    ? tagByRules(ctx, friend, { kind: 'friendPath', linkId: friend.friendPath.id }, { eventId: 'path', at })
    : friend;

const levelOf = ({ tagId, from, to }: { tagId: string; from: string | null; to: string | null }) => ({
  op: 'level' as const,
  tagId,
  levels: { from, to },
});
