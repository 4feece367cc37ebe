import { beforeFilter } from '../infra/mongo/page-before.js';
import { cursorOf, placeOf } from '../shared/cursor.js';
import { itemIdOf, type Item } from './core/item.js';
import { ItemModel } from './item.model.js';

interface Wanted {
  friendId?: string | undefined;
  isOwned?: boolean | undefined;
  /** How the serial begins. */
  serial?: string | undefined;
  before?: string | undefined;
  limit: number;
}

/** A page of a channel's items, newest first; `next` leads to the older ones. */
export async function listItems(
  channelId: string,
  { friendId, isOwned, serial, before, limit }: Wanted,
): Promise<{ items: Item[]; next: string | null }> {
  const items = await ItemModel.find({
    channelId,
    $and: [
      friendId === undefined ? {} : { 'owner.friendId': friendId },
      isOwned === undefined ? {} : { owner: isOwned ? { $ne: null } : null },
      serial === undefined ? {} : beginsWith(itemIdOf(channelId, serial)),
      beforeFilter('createdAt', placeOf(before)),
    ],
  })
    .sort({ createdAt: -1, _id: -1 })
    .limit(limit)
    .lean();
  const last = items.at(-1);
  return { items, next: last && items.length === limit ? cursorOf(last.createdAt, last._id) : null };
}

const beginsWith = (id: string) => ({ _id: { $gte: id, $lt: `${id}\uffff` } });
