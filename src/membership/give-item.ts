import type { Context } from '../context.js';
import { ConflictError, NotFoundError } from '../errors.js';
import { PAST_OWNERS_KEPT, type Item, type Owner } from './core/item.js';
import { ItemModel } from './item.model.js';
import { settleItem } from './settle-owner.js';

const TRIES_MAX = 10;

/** The item; NotFoundError when there is none. */
export async function getItem(itemId: string): Promise<Item> {
  const item = await ItemModel.findById(itemId).lean();
  if (!item) throw new NotFoundError('item', itemId.slice(itemId.indexOf('/') + 1));
  return item;
}

/**
 * Makes a friend the owner of an item that nobody owns; theirs already, it stays as it is. Resolves to the item, or null when
 * somebody else owns it. What friends' records say is still owed: settle it.
 */
export async function claimItem(ctx: Pick<Context, 'clock'>, itemId: string, owner: Owner): Promise<Item | null> {
  const claimed = await ItemModel.findOneAndUpdate(
    { _id: itemId, owner: null },
    { $set: { owner, owedTo: [owner.friendId], owedAt: ctx.clock.now() }, $inc: { rev: 1 } },
    { returnDocument: 'after' },
  ).lean();
  if (claimed) return claimed;
  const item = await getItem(itemId);
  return item.owner?.friendId === owner.friendId ? item : null;
}

/**
 * Gives an item to a friend or to nobody, whoever owns it now: a sale, a correction. The owner so far is kept with the
 * reason. Resolves once both friends' records show it. ConflictError when somebody else keeps changing it.
 */
export async function transferItem(
  ctx: Pick<Context, 'clock' | 'publish'>,
  itemId: string,
  { to, reason }: { to: Owner | null; reason: string },
): Promise<Item> {
  for (let attempt = 0; attempt < TRIES_MAX; attempt += 1) {
    const item = await getItem(itemId);
    if ((item.owner?.friendId ?? null) === (to?.friendId ?? null)) {
      await settleItem(ctx, itemId);
      return getItem(itemId);
    }
    const now = ctx.clock.now();
    const past = item.owner ? [{ ...item.owner, until: now, reason }, ...item.pastOwners] : item.pastOwners;
    const owedTo = new Set([...item.owedTo, item.owner?.friendId, to?.friendId].filter((id) => id !== undefined));
    const changed = await ItemModel.updateOne(
      { _id: itemId, rev: item.rev },
      {
        $set: { owner: to, pastOwners: past.slice(0, PAST_OWNERS_KEPT), owedTo: [...owedTo], owedAt: now },
        $inc: { rev: 1 },
      },
    );
    if (changed.matchedCount === 0) continue;
    await settleItem(ctx, itemId);
    return getItem(itemId);
  }
  throw new ConflictError(`Item ${itemId} is being changed by too many at once; try again.`);
}
