import type { Order } from '../../src/sales/core/order.js';
import { daysAfter } from '../friends/a-friend.js';

let count = 0;

/** An order of a day and an amount. */
export function anOrder(day: number, totalMinor: number, changes: Partial<Order> = {}): Order {
  count += 1;
  const at = daysAfter(day);
  return {
    _id: `01FRIEND/${String(count).padStart(6, '0')}`,
    channelId: '1000000001',
    friendId: '01FRIEND',
    externalId: String(count),
    totalMinor,
    refundedMinor: 0,
    refunds: [],
    currency: 'TWD',
    items: [],
    orderedAt: at,
    recordedAt: at,
    countedAt: null,
    ...changes,
  };
}
