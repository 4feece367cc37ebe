import { netOf } from './core/order.js';
import { OrderModel } from './order.model.js';

/** What a friend's orders of one currency from an instant on are worth, net of their refunds, with when they were placed. */
export async function listSpending(
  friendId: string,
  { currency, since }: { currency: string; since: Date },
): Promise<{ at: Date; amount: number }[]> {
  const orders = await OrderModel.find(
    { friendId, currency, orderedAt: { $gte: since } },
    { orderedAt: 1, totalMinor: 1, refundedMinor: 1 },
  ).lean();
  return orders.map((order) => ({ at: order.orderedAt, amount: netOf(order) })).filter(({ amount }) => amount > 0);
}
