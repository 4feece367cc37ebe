import { recordActivities } from '../activity/index.js';
import type { Context } from '../context.js';
import { changeFriendAndPublish, getFriend, ordersChanged, type Friend } from '../friends/index.js';
import { insertNew } from '../infra/mongo/model.js';
import { OrderModel, type Order } from './order.model.js';
import { RecordOrderInput } from './schemas.js';

/** Takes an order. The same `externalId` of a friend is taken once; a repeat answers with what was taken. */
export async function recordOrder(
  ctx: Pick<Context, 'clock' | 'publish'>,
  friendId: string,
  given: RecordOrderInput,
): Promise<Order> {
  const { orderedAt, ...input } = RecordOrderInput.parse(given);
  const { channelId } = await getFriend(friendId);
  const now = ctx.clock.now();
  const order: Order = {
    ...input,
    _id: `${friendId}/${input.externalId}`,
    channelId,
    friendId,
    orderedAt: orderedAt ?? now,
    recordedAt: now,
    countedAt: null,
  };
  await insertNew(OrderModel, [order]);
  await countOrders(ctx, friendId);
  return (await OrderModel.findById(order._id).lean()) ?? order;
}

/** Brings a friend's totals to what their orders add up to: a sum over the ledger, so running it twice counts nothing twice. */
export async function countOrders(ctx: Pick<Context, 'clock' | 'publish'>, friendId: string): Promise<void> {
  const now = ctx.clock.now();
  let counted: Order[] = [];
  await changeFriendAndPublish(ctx, friendId, async (friend) => {
    counted = await OrderModel.find({ friendId }).sort({ orderedAt: 1 }).lean();
    const orders = totalsOf(counted);
    if (JSON.stringify(orders) === JSON.stringify(friend.orders)) return null;
    const { count, totalMinor } = orders;
    return { set: { orders }, announce: [ordersChanged.of({ count, totalMinor }, now)] };
  });
  await recordActivities(
    counted.map(({ _id, channelId, orderedAt, externalId, totalMinor, currency }) => ({
      _id: `order/${_id}`,
      channelId,
      friendId,
      kind: 'order.placed',
      at: orderedAt,
      data: { externalId, totalMinor, currency },
    })),
  );
  await OrderModel.updateMany(
    { _id: { $in: counted.map(({ _id }) => _id) }, countedAt: null },
    { $set: { countedAt: now } },
  );
}

function totalsOf(orders: Order[]): Friend['orders'] {
  return {
    count: orders.length,
    totalMinor: orders.reduce((sum, order) => sum + order.totalMinor, 0),
    currency: orders.at(-1)?.currency ?? null,
    firstAt: orders[0]?.orderedAt ?? null,
    lastAt: orders.at(-1)?.orderedAt ?? null,
  };
}

const OVERDUE_MS = 5_000;
const SWEEP_MAX = 100;

/** Counts orders that were stored by a process that died before it counted them. */
export async function sweepUncountedOrders(ctx: Pick<Context, 'clock' | 'publish'>): Promise<void> {
  const before = new Date(ctx.clock.now().getTime() - OVERDUE_MS);
  const left = await OrderModel.find({ countedAt: null, recordedAt: { $lt: before } }, { friendId: 1 })
    .limit(SWEEP_MAX)
    .lean();
  for (const friendId of new Set(left.map((order) => order.friendId))) await countOrders(ctx, friendId);
}
