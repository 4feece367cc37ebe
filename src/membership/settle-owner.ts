import type { Context } from '../context.js';
import { changeFriend, findFriendBehind, publishOutbox, type FriendDocument } from '../friends/index.js';
import { decideMembership, type Item } from './core/item.js';
import { ownershipEnded, ownerVerified } from './events.js';
import { ItemModel } from './item.model.js';

/** More items than anybody owns; the latest count when somebody does. */
const ITEMS_MAX = 200;

/**
 * Makes a friend's record say which items they own, and announces what began and what ended. The items are read after the
 * friend, inside the decision: a change of an item meanwhile is seen by this write or by the one that the change owes.
 */
export const settleOwner = (ctx: Pick<Context, 'clock'>, friend: string | FriendDocument): Promise<FriendDocument> =>
  changeFriend(ctx, friend, async (current) => {
    const owned = await ItemModel.find({ 'owner.friendId': current._id })
      .sort({ 'owner.since': -1 })
      .limit(ITEMS_MAX)
      .lean();
    const decided = decideMembership(current, owned);
    if (!decided) return null;
    const { membership, began, ended } = decided;
    const now = ctx.clock.now();
    const isOwner = membership.items.length > 0;
    return {
      set: { membership },
      announce: [
        ...began.map(({ serial, model, since }) => ownerVerified.of({ serial, model }, since)),
        ...ended.map(({ serial, model }) => ownershipEnded.of({ serial, model, isOwner }, now)),
      ],
    };
  });

/** Settles the friends whom an item is owed to, and publishes; safe to run twice and beside itself. */
export async function settleItem(ctx: Pick<Context, 'clock' | 'publish'>, itemId: string): Promise<void> {
  const item = await ItemModel.findById(itemId).lean();
  if (!item || item.owedAt === null) return;
  for (const friendId of item.owedTo) {
    const friend = await findFriendBehind(friendId);
    if (friend) await publishOutbox(ctx, await settleOwner(ctx, friend._id));
  }
  await noteSettled(item);
}

/** Notes that nobody is owed what this item says, unless it changed hands since it was read. */
export async function noteSettled({ _id, rev }: Pick<Item, '_id' | 'rev'>): Promise<void> {
  await ItemModel.updateOne({ _id, rev }, { $set: { owedTo: [], owedAt: null } });
}
