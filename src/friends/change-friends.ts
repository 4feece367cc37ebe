import type { Context } from '../context.js';
import { applyChange, changeFriend, publishOutbox, type FriendChange } from './change-friend.js';
import type { Friend } from './core/friend.js';
import { FriendModel, type FriendDocument } from './friend.model.js';

/**
 * Changes a page of friends in three round trips: `decide` sees each as given and returns what to change, or null. When
 * somebody else was faster on any of them, all are looked at again one by one, so `decide` must be safe to ask twice.
 * Resolves to how many it changed.
 */
export async function changeFriends(
  ctx: Pick<Context, 'clock' | 'publish'>,
  friends: FriendDocument[],
  decide: (friend: Friend) => FriendChange | null,
): Promise<number> {
  const now = ctx.clock.now();
  const changes = friends.flatMap((friend) => {
    const change = decide(friend);
    return change ? [{ friend, change, next: applyChange(friend, change, now) }] : [];
  });
  if (changes.length === 0) return 0;
  const written = await FriendModel.collection.bulkWrite(
    changes.map(({ friend, change, next: { rev, outbox, outboxAt } }) => ({
      updateOne: {
        filter: { _id: friend._id as never, rev: friend.rev },
        update: { $set: change.announce?.length ? { ...change.set, rev, outbox, outboxAt } : { ...change.set, rev } },
      },
    })),
    { ordered: false },
  );
  if (written.matchedCount < changes.length) {
    for (const { friend } of changes) await publishOutbox(ctx, await changeFriend(ctx, friend._id, decide));
    return changes.length;
  }
  await publishOutboxes(
    ctx,
    changes.map(({ next }) => next),
  );
  return changes.length;
}

/** Publishes what these friends' changes announced, then empties the outboxes of those who did not change meanwhile. */
export async function publishOutboxes(ctx: Pick<Context, 'publish'>, friends: FriendDocument[]): Promise<void> {
  const full = friends.filter(({ outbox }) => outbox.length > 0);
  if (full.length === 0) return;
  await ctx.publish(full.flatMap(({ outbox }) => outbox));
  await FriendModel.collection.bulkWrite(
    full.map(({ _id, rev }) => ({
      updateOne: {
        filter: { _id: _id as never, rev },
        update: { $set: { outbox: [] }, $unset: { outboxAt: '' as const } },
      },
    })),
    { ordered: false },
  );
}
