import type { Context } from '../context.js';
import { withLease } from '../infra/mongo/lease.js';
import { eachLimited } from '../shared/each-limited.js';
import { PointAccountModel, PointEntryModel } from './point.model.js';
import { settlePoints } from './settle-points.js';

export const SETTLE_POINTS = 'points.settle';
export const SETTLE_DUE_POINTS = 'points.settle-due';

const OVERDUE_MS = 5_000; // an entry whose writer lives is settled by then
const SWEEP_MAX = 200;
const PAGE = 200;
const AT_ONCE = 10;
const FAILED_MAX = 1_000;
const LEASE_MS = 30_000;

/** Wakes the settling of friends with entries that were written by a process that died before it told anybody. */
export async function sweepOpenEntries(ctx: Pick<Context, 'clock' | 'wake'>): Promise<void> {
  const before = new Date(ctx.clock.now().getTime() - OVERDUE_MS);
  const left = await PointEntryModel.find({ isOpen: true, recordedAt: { $lt: before } }, { friendId: 1, channelId: 1 })
    .sort({ recordedAt: 1 })
    .limit(SWEEP_MAX)
    .lean();
  const friends = new Map(left.map(({ friendId, channelId }) => [friendId, { friendId, channelId }]));
  ctx.wake(SETTLE_POINTS, [...friends.values()]);
}

/** Wakes one job to settle all friends of whose points some end, or will soon. */
export async function sweepDuePoints(ctx: Pick<Context, 'clock' | 'wake'>): Promise<void> {
  if (await PointAccountModel.exists({ checkAt: { $lte: ctx.clock.now() } })) ctx.wake(SETTLE_DUE_POINTS, [{}]);
}

/** Settles everybody who is due, page after page, in one process at a time. Those for whom it fails are left for the next time. */
export async function settleDuePoints(ctx: Context): Promise<void> {
  await withLease(ctx.clock, 'points/due', LEASE_MS, async (renew) => {
    const failed: string[] = [];
    while (failed.length < FAILED_MAX && (await renew())) {
      const due = { checkAt: { $lte: ctx.clock.now() }, ...(failed.length > 0 ? { _id: { $nin: failed } } : {}) };
      const page = await PointAccountModel.find(due, { channelId: 1 }).sort({ checkAt: 1 }).limit(PAGE).lean();
      if (page.length === 0) return;
      await eachLimited(page, AT_ONCE, async ({ _id, channelId }) => {
        await settlePoints(ctx, { _id, channelId }).catch((err: unknown) => {
          failed.push(_id);
          ctx.log.error({ err, friendId: _id }, 'points could not be settled');
        });
      });
    }
  });
}
