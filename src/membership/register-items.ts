import type { Context } from '../context.js';
import { insertNew } from '../infra/mongo/model.js';
import { itemIdOf, newItem } from './core/item.js';
import { ItemModel } from './item.model.js';
import type { ItemInput } from './schemas.js';

/**
 * Takes items as the brand knows them; one that is known keeps its owner, and what is left out of it stays. Resolves to how
 * many were new. Two round trips for any number.
 */
export async function registerItems(
  ctx: Pick<Context, 'clock' | 'secrets'>,
  channelId: string,
  given: ItemInput[],
): Promise<{ created: number }> {
  const now = ctx.clock.now();
  const created = await insertNew(
    ItemModel,
    given.map(({ serial, model }) => newItem({ channelId, serial, model }, now)),
  );
  await ItemModel.collection.bulkWrite(
    given.map(({ serial, phone, ...facts }) => ({
      updateOne: {
        filter: { _id: itemIdOf(channelId, serial) as never },
        update: { $set: { ...facts, ...(phone !== undefined && { phoneHash: hashOf(ctx, phone) }) } },
      },
    })),
    { ordered: false },
  );
  return { created };
}

const hashOf = (ctx: Pick<Context, 'secrets'>, phone: string | null) => (phone === null ? null : phoneHash(ctx, phone));

/** The keyed hash of a telephone number in E.164. */
export const phoneHash = (ctx: Pick<Context, 'secrets'>, phone: string): string =>
  ctx.secrets.fingerprint(`phone/${phone}`);
