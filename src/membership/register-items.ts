import type { Context } from '../context.js';
import { insertNew } from '../infra/mongo/model.js';
import { AccountLinkModel } from './account-link.model.js';
import { itemIdOf, newItem, type Owner } from './core/item.js';
import { ItemModel } from './item.model.js';
import type { ItemInput } from './schemas.js';

/**
 * Takes items as the brand knows them; one that is known keeps its owner, and what is left out of it stays. One that nobody
 * owns and that now belongs to an account becomes the friend's who signed in to it. Resolves to how many were new. Five round
 * trips for any number. An owner's record is still owed what changed of the item.
 */
export async function registerItems(
  ctx: Pick<Context, 'clock' | 'secrets'>,
  channelId: string,
  given: ItemInput[],
): Promise<{ created: number }> {
  const created = await addMissingItems(ctx, channelId, given);
  const ids = given.map(({ serial }) => itemIdOf(channelId, serial));
  const known = await ItemModel.find({ _id: { $in: ids } }, { model: 1, owner: 1, accountId: 1 }).lean();
  const owners = new Map(known.map((item) => [item._id, item]));
  const joined = given.flatMap(({ serial, accountId }) => {
    const _id = itemIdOf(channelId, serial);
    return accountId && owners.get(_id)?.accountId !== accountId ? [{ _id, accountId }] : [];
  });
  // Before the account is noted, so that whoever died here does it when asked again.
  await giveToAccounts(ctx, channelId, joined);
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

/** Gives items that nobody owns to the friends who signed in to the accounts that they belong to now. */
async function giveToAccounts(
  { clock }: Pick<Context, 'clock'>,
  channelId: string,
  items: { _id: string; accountId: string }[],
): Promise<void> {
  const accountIds = new Set(items.map(({ accountId }) => `${channelId}/${accountId}`));
  const links = await AccountLinkModel.find({ _id: { $in: [...accountIds] } }).lean();
  if (links.length === 0) return;
  const friends = new Map(links.map(({ accountId, friendId }) => [accountId, friendId]));
  const now = clock.now();
  await ItemModel.collection.bulkWrite(
    items.flatMap(({ _id, accountId }) => {
      const friendId = friends.get(accountId);
      if (friendId === undefined) return [];
      const owner: Owner = { friendId, since: now, way: 'accountLink', by: `friend/${friendId}` };
      const given = { owner, owedTo: [friendId], owedAt: now };
      return [{ updateOne: { filter: { _id: _id as never, owner: null }, update: { $set: given, $inc: { rev: 1 } } } }];
    }),
    { ordered: false },
  );
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
