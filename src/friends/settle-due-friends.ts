import type { Context } from '../context.js';
import { withLease } from '../infra/mongo/lease.js';
import type { Filter } from '../infra/mongo/model.js';
import { groupBy } from '../shared/group-by.js';
import { FriendModel, type FriendDocument } from './friend.model.js';

/** Fields that say when a friend is to be looked at although nothing happens. */
export type CheckField = 'tagsCheckAt' | 'stageCheckAt' | 'segmentsCheckAt' | 'menuCheckAt' | 'tierCheckAt';

const LOOK_AHEAD_MS = 10_000; // a few sweeps, so that a late one still wakes in time
const AHEAD_MAX = 500; // more than these in so short a time are found as due friends
const LEASE_MS = 30_000;
const PAGE = 200;
const FAILED_MAX = 1_000;

/**
 * Wakes one job to settle all friends who are due, and for each friend who will be within seconds a job at the exact time.
 */
export async function wakeDueFriends(
  ctx: Pick<Context, 'clock' | 'wake'>,
  field: CheckField,
  jobs: { settleAll: string; settleOne: string },
): Promise<void> {
  const now = ctx.clock.now();
  const ahead = new Date(now.getTime() + LOOK_AHEAD_MS);
  const [due, soon] = await Promise.all([
    FriendModel.exists({ [field]: { $lte: now } } as Filter<FriendDocument>),
    FriendModel.find({ [field]: { $gt: now, $lte: ahead } } as Filter<FriendDocument>, { _id: 1, [field]: 1 })
      .sort({ [field]: 1 })
      .limit(AHEAD_MAX)
      .lean<Pick<FriendDocument, '_id' | CheckField>[]>(),
  ]);
  if (due) ctx.wake(jobs.settleAll, [{}]);
  for (const friend of soon) {
    const delayMs = (friend[field]?.getTime() ?? 0) - now.getTime();
    ctx.wake(jobs.settleOne, [{ friendId: friend._id }], { delayMs });
  }
}

/**
 * Settles every friend whose field is due, page after page until none is left, in one process at a time. `settle` gets
 * friends of one channel and moves their field on. When it fails, it gets them one by one; those for whom it fails then are
 * left for the next time.
 */
export async function settleDueFriends(
  ctx: Pick<Context, 'clock' | 'log'>,
  field: CheckField,
  settle: (channelId: string, friends: FriendDocument[]) => Promise<void>,
): Promise<void> {
  await withLease(ctx.clock, `friends/${field}`, LEASE_MS, async (renew) => {
    const failed: string[] = [];
    while (failed.length < FAILED_MAX && (await renew())) {
      const due = { [field]: { $lte: ctx.clock.now() }, ...(failed.length > 0 ? { _id: { $nin: failed } } : {}) };
      const page = await FriendModel.find(due as Filter<FriendDocument>)
        .sort({ [field]: 1 })
        .limit(PAGE)
        .lean();
      if (page.length === 0) return;
      for (const [channelId, friends] of groupBy(page, ({ channelId }) => channelId)) {
        const settled = await settle(channelId, friends).then(
          () => true,
          () => false,
        );
        if (settled) continue;
        for (const friend of friends) {
          await settle(channelId, [friend]).catch((err: unknown) => {
            failed.push(friend._id);
            ctx.log.error({ err, friendId: friend._id, field }, 'friend could not be settled');
          });
        }
      }
    }
  });
}
