import { greet } from '../../autoresponses/index.js';
import type { Context } from '../../context.js';
import { recordFollow, recordUnfollow, type FriendDocument } from '../../friends/index.js';
import { EventParts } from '../../line/webhook-events.js';
import type { Handled, Incoming } from '../handle-event.js';
import { activityOf, recordOnly } from './record-only.js';

export async function handleFollow(ctx: Context, incoming: Incoming, friend: FriendDocument | null): Promise<Handled> {
  if (!friend) return recordOnly(incoming, friend, 'friend.followed', {});
  const isUnblocked = EventParts.follow.parse(incoming.event).follow?.isUnblocked ?? false;
  const { at, id: eventId, reply } = incoming;
  const followed = await recordFollow(ctx, friend, { at, isUnblocked });
  if (followed.standing === 'following') await greet(ctx, followed, { eventId, reply });
  const activity = activityOf(incoming, followed, { kind: 'friend.followed', data: { isUnblocked } });
  return { friend: followed, activities: [activity], activeAt: at, note: null };
}

export async function handleUnfollow(
  ctx: Context,
  incoming: Incoming,
  friend: FriendDocument | null,
): Promise<Handled> {
  if (!friend) return recordOnly(incoming, friend, 'friend.unfollowed', {});
  const unfollowed = await recordUnfollow(ctx, friend, { at: incoming.at });
  // Blocking is no sign of life: last activity stays.
  return {
    friend: unfollowed,
    activities: [activityOf(incoming, unfollowed, { kind: 'friend.unfollowed' })],
    activeAt: null,
    note: null,
  };
}
