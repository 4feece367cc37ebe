import { recordActivities, type NewActivity } from '../activity/index.js';
import type { Context } from '../context.js';
import { changeFriendAndPublish, ordersChanged } from '../friends/index.js';
import type { Order } from './core/order.js';
import { totalsOf } from './core/totals.js';
import { OrderModel } from './order.model.js';

/**
 * Brings a friend's totals to what their orders add up to: a sum over the ledger, so running it twice counts nothing twice.
 * What happened is on record before the totals are announced, so that who listens can look at it.
 */
export async function countOrders(ctx: Pick<Context, 'clock' | 'publish'>, friendId: string): Promise<void> {
  const now = ctx.clock.now();
  const uncounted = await OrderModel.find({ friendId, countedAt: null }).lean();
  await recordActivities(uncounted.flatMap(activitiesOf));
  await changeFriendAndPublish(ctx, friendId, async (friend) => {
    const orders = totalsOf(await OrderModel.find({ friendId }).lean());
    // A refund in another currency changes no total, and is news all the same.
    if (uncounted.length === 0 && JSON.stringify(orders) === JSON.stringify(friend.orders)) return null;
    const { count, totalMinor } = orders;
    return { set: { orders }, announce: [ordersChanged.of({ count, totalMinor }, now)] };
  });
  await markCounted(uncounted, now);
}

function activitiesOf(order: Order): NewActivity[] {
  const { _id, channelId, friendId, externalId, totalMinor, currency, orderedAt, refunds = [] } = order;
  return [
    {
      _id: `order/${_id}`,
      channelId,
      friendId,
      kind: 'order.placed',
      at: orderedAt,
      data: { externalId, totalMinor, currency },
    },
    ...refunds.map((refund) => ({
      _id: `refund/${_id}/${refund.externalId}`,
      channelId,
      friendId,
      kind: 'order.refunded',
      at: refund.refundedAt,
      data: { externalId: refund.externalId, orderId: externalId, amountMinor: refund.amountMinor, currency },
    })),
  ];
}

/** Marks orders as counted, but for those that were refunded since they were read. */
async function markCounted(orders: Order[], now: Date): Promise<void> {
  if (orders.length === 0) return;
  await OrderModel.collection.bulkWrite(
    orders.map(({ _id, refundedMinor }) => ({
      updateOne: {
        filter: { _id: _id as never, countedAt: null, refundedMinor: (refundedMinor ?? null) as never },
        update: { $set: { countedAt: now } },
      },
    })),
    { ordered: false },
  );
}

const OVERDUE_MS = 5_000;
const SWEEP_MAX = 100;

/** Counts orders and refunds that were stored by a process that died before it counted them. */
export async function sweepUncountedOrders(ctx: Pick<Context, 'clock' | 'publish'>): Promise<void> {
  const before = new Date(ctx.clock.now().getTime() - OVERDUE_MS);
  const left = await OrderModel.find({ countedAt: null, recordedAt: { $lt: before } }, { friendId: 1 })
    .limit(SWEEP_MAX)
    .lean();
  for (const friendId of new Set(left.map((order) => order.friendId))) await countOrders(ctx, friendId);
}
