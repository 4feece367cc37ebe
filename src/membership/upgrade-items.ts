import type { Context } from '../context.js';
import { walkFriendsOnce } from '../friends/index.js';
import { insertNew } from '../infra/mongo/model.js';
import { itemIdOf, type Item } from './core/item.js';
import { ItemModel } from './item.model.js';

/** Makes an item of everything that an earlier version noted on friends alone, once for an installation. */
export const upgradeItems = (ctx: Pick<Context, 'clock' | 'log'>): Promise<void> =>
  walkFriendsOnce(ctx, 'items/1', async (friends) => {
    const now = ctx.clock.now();
    const listed = friends.flatMap(({ _id: friendId, channelId, membership }) =>
      membership.items.map(({ serial, model, since }): Item => ({
        _id: itemIdOf(channelId, serial),
        channelId,
        serial,
        model,
        boughtOn: null,
        warrantyUntil: null,
        phoneHash: null,
        accountId: null,
        owner: { friendId, since, way: 'listed', by: 'system/upgrade' },
        pastOwners: [],
        owedTo: [friendId],
        owedAt: now,
        createdAt: now,
        rev: 0,
      })),
    );
    return insertNew(ItemModel, listed);
  });
