import type { Context } from '../context.js';
import { insertNew } from '../infra/mongo/model.js';
import { itemIdOf, newItem } from './core/item.js';
import { ItemModel } from './item.model.js';
import type { ItemInput } from './schemas.js';

/**
 * Takes items as the brand knows them; one that is known keeps its owner, and what is left out of it stays. Resolves to how
 * many were new. Three round trips for any number. An owner's record is still owed what changed of the item.
 */
export async function registerItems(
  ctx: Pick<Context, 'clock' | 'secrets'>,
  channelId: string,
  given: ItemInput[],
): Promise<{ created: number }> {
  const created = await addMissingItems(ctx, channelId, given);
  const ids = given.map(({ serial }) => itemIdOf(channelId, serial));
  const known = await ItemModel.find({ _id: { $in: ids } }, { model: 1, owner: 1 }).lean();
  const owners = new Map(known.map((item) => [item._id, item]));
  await ItemModel.collection.bulkWrite(
    given.map(({ serial, phone, ...facts }) => {
      const _id = itemIdOf(channelId, serial);
      const { owner, model } = owners.get(_id) ?? { owner: null };
      const isOwed = owner !== null && model !== facts.model;
      const set = { ...facts, ...(phone !== undefined && { phoneHash: hashOf(ctx, phone) }) };
      return {
        updateOne: {
          filter: { _id: _id as never },
          update: isOwed
            ? {
                $set: { ...set, owedAt: ctx.clock.now() },
                $addToSet: { owedTo: owner.friendId as never },
                $inc: { rev: 1 },
              }
            : { $set: set },
        },
      };
    }),
    { ordered: false },
  );
  return { created };
}

/** Takes those items that are not known yet; the others stay as they are. Resolves to how many were new. */
export async function addMissingItems(
  ctx: Pick<Context, 'clock'>,
  channelId: string,
  given: Pick<ItemInput, 'serial' | 'model'>[],
): Promise<number> {
  const now = ctx.clock.now();
  return insertNew(
    ItemModel,
    given.map(({ serial, model }) => newItem({ channelId, serial, model }, now)),
  );
}

const hashOf = (ctx: Pick<Context, 'secrets'>, phone: string | null) => (phone === null ? null : phoneHash(ctx, phone));

/** The keyed hash of a telephone number in E.164. */
export const phoneHash = (ctx: Pick<Context, 'secrets'>, phone: string): string =>
  ctx.secrets.fingerprint(`phone/${phone}`);
