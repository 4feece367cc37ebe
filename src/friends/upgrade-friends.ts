import type { Context } from '../context.js';
import { withLease, type Renew } from '../infra/mongo/lease.js';
import { sensitiveAttributes } from './attribute-definitions.js';
import { fillFriend } from './core/fill-friend.js';
import { FriendModel, type FriendDocument } from './friend.model.js';
import { UpgradeModel } from './upgrade.model.js';

const UPGRADE = 'friends/2';
const PAGE = 500;
const LEASE_MS = 30_000;
const LOOK_MS = 500;

type Needs = Pick<Context, 'clock' | 'log'>;
type Recount = (friendIds: string[]) => Promise<void>;

/**
 * Fills what is missing in friends that an earlier version stored, once for an installation, before anything else looks at
 * them. One process does it and the others wait; after a crash it goes on where it was. `recount` counts what happened with
 * friends who do not have that yet.
 */
export async function upgradeFriends(ctx: Needs, recount: Recount): Promise<void> {
  while (!(await isDone())) {
    const isOurs = await withLease(ctx.clock, 'friends/upgrade', LEASE_MS, (renew) => upgradeRest(ctx, recount, renew));
    if (!isOurs) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

const isDone = async () => (await UpgradeModel.exists({ _id: UPGRADE, doneAt: { $ne: null } })) !== null;

async function upgradeRest(ctx: Needs, recount: Recount, renew: Renew): Promise<void> {
  let cursor = (await UpgradeModel.findById(UPGRADE).lean())?.cursor ?? null;
  let changed = 0;
  while (await renew()) {
    const page = await FriendModel.find(cursor === null ? {} : { _id: { $gt: cursor } })
      .sort({ _id: 1 })
      .limit(PAGE)
      .lean();
    const uncounted = page.filter(({ happened }) => (happened as unknown) === undefined).map(({ _id }) => _id);
    await recount(uncounted);
    const counted = await FriendModel.find({ _id: { $in: uncounted } }).lean();
    const byId = new Map(counted.map((friend) => [friend._id, friend]));
    changed += await fillAll(
      ctx,
      page.map((friend) => byId.get(friend._id) ?? friend),
    );
    cursor = page.at(-1)?._id ?? cursor;
    const isLast = page.length < PAGE;
    const doneAt = isLast ? ctx.clock.now() : null;
    await UpgradeModel.updateOne({ _id: UPGRADE }, { $set: { cursor, doneAt } }, { upsert: true });
    if (!isLast) continue;
    if (changed > 0) ctx.log.info({ changed }, 'friends of an earlier version were brought up to date');
    return;
  }
}

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
