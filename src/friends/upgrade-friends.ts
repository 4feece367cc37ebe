import type { Context } from '../context.js';
import { sensitiveAttributes } from './attribute-definitions.js';
import { fillFriend } from './core/fill-friend.js';
import { FriendModel, type FriendDocument } from './friend.model.js';
import { walkFriendsOnce } from './walk-once.js';

const UPGRADE = 'friends/2';
type Needs = Pick<Context, 'clock' | 'log'>;
type Recount = (friendIds: string[]) => Promise<void>;

/**
 * Fills what is missing in friends that an earlier version stored, once for an installation, before anything else looks at
 * them. `recount` counts what happened with friends who do not have that yet.
 */
export const upgradeFriends = (ctx: Needs, recount: Recount): Promise<void> =>
  walkFriendsOnce(ctx, UPGRADE, async (page) => {
    const uncounted = page.filter(({ happened }) => (happened as unknown) === undefined).map(({ _id }) => _id);
    await recount(uncounted);
    const counted = await FriendModel.find({ _id: { $in: uncounted } }).lean();
    const byId = new Map(counted.map((friend) => [friend._id, friend]));
    return fillAll(
      ctx,
      page.map((friend) => byId.get(friend._id) ?? friend),
    );
  });

/** Fills these friends; one that somebody changed meanwhile is looked at again. */
async function fillAll(ctx: Needs, friends: FriendDocument[]): Promise<number> {
  const now = ctx.clock.now();
  let changed = 0;
  let left = friends;
  while (left.length > 0) {
    const updates = [];
    for (const friend of left) {
      const set = fillFriend(friend, { now, isSensitive: await sensitiveAttributes(ctx, friend.channelId) });
      if (set)
        updates.push({
          updateOne: {
            filter: { _id: friend._id as never, rev: friend.rev },
            update: { $set: { ...set, rev: friend.rev + 1 } },
          },
        });
    }
    if (updates.length === 0) return changed;
    const { matchedCount } = await FriendModel.collection.bulkWrite(updates, { ordered: false });
    changed += matchedCount;
    if (matchedCount === updates.length) return changed;
    left = await FriendModel.find({ _id: { $in: left.map(({ _id }) => _id) } }).lean();
  }
  return changed;
}
