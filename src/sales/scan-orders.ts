import type { Order } from './core/order.js';
import { OrderModel } from './order.model.js';

/** The orders of a channel in a time, in order of time, read as a stream. */
export async function* scanOrders(
  channelId: string,
  { from, until }: { from: Date; until: Date },
): AsyncGenerator<Order> {
  const found = OrderModel.find({ channelId, orderedAt: { $gte: from, $lt: until } })
    .sort({ orderedAt: 1 })
    .lean()
    .cursor();
  for await (const order of found) yield order;
}
