import type { Context } from '../context.js';
import { walkFriendsOnce } from '../friends/index.js';
import { insertNew } from '../infra/mongo/model.js';
import { newItem, type Item } from './core/item.js';
import { ItemModel } from './item.model.js';

/** Makes an item of everything that an earlier version noted on friends alone, once for an installation. */
export const upgradeItems = (ctx: Pick<Context, 'clock' | 'log'>): Promise<void> =>
  walkFriendsOnce(ctx, 'items/1', async (friends) => {
    const now = ctx.clock.now();
    const listed = friends.flatMap(({ _id: friendId, channelId, membership }) =>
      membership.items.map(({ serial, model, since }): Item => ({
        ...newItem({ channelId, serial, model }, now),
        owner: { friendId, since, way: 'listed', by: 'system/upgrade' },
        owedTo: [friendId],
        owedAt: now,
      })),
    );
    return insertNew(ItemModel, listed);
  });
