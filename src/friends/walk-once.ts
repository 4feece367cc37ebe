import type { Context } from '../context.js';
import { withLease, type Renew } from '../infra/mongo/lease.js';
import { FriendModel, type FriendDocument } from './friend.model.js';
import { UpgradeModel } from './upgrade.model.js';

const PAGE = 500;
const LEASE_MS = 30_000;
const LOOK_MS = 500;

type Needs = Pick<Context, 'clock' | 'log'>;
/** Brings these friends up to date, may see them twice; resolves to how many needed it. */
type UpgradePage = (friends: FriendDocument[]) => Promise<number>;

/**
 * Shows `page` every friend, once for an installation under this name, before anything else looks at them. One process does
 * it and the others wait; after a crash it goes on where it was.
 */
export async function walkFriendsOnce(ctx: Needs, name: string, page: UpgradePage): Promise<void> {
  while (!(await isDone(name))) {
    const isOurs = await withLease(ctx.clock, `${name}/upgrade`, LEASE_MS, (renew) => walkRest(ctx, name, page, renew));
    if (!isOurs) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

const isDone = async (name: string) => (await UpgradeModel.exists({ _id: name, doneAt: { $ne: null } })) !== null;

async function walkRest(ctx: Needs, name: string, upgrade: UpgradePage, renew: Renew): Promise<void> {
  let cursor = (await UpgradeModel.findById(name).lean())?.cursor ?? null;
  let changed = 0;
  while (await renew()) {
    const page = await FriendModel.find(cursor === null ? {} : { _id: { $gt: cursor } })
      .sort({ _id: 1 })
      .limit(PAGE)
      .lean();
    changed += await upgrade(page);
    cursor = page.at(-1)?._id ?? cursor;
    const isLast = page.length < PAGE;
    const doneAt = isLast ? ctx.clock.now() : null;
    await UpgradeModel.updateOne({ _id: name }, { $set: { cursor, doneAt } }, { upsert: true });
    if (!isLast) continue;
    if (changed > 0) ctx.log.info({ name, changed }, 'records of an earlier version were brought up to date');
    return;
  }
}
