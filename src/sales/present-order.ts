import type { z } from 'zod';
import type { Order } from './core/order.js';
import type { PresentedOrder } from './schemas.js';

/** An order as callers see it, with its refunds. */
export function presentOrder(order: Order): z.infer<typeof PresentedOrder> {
  const { _id, friendId, externalId, totalMinor, refundedMinor = 0, refunds = [], currency, items, orderedAt } = order;
  return {
    id: _id,
    friendId,
    externalId,
    totalMinor,
    refundedMinor,
    refunds: refunds.map(({ externalId, amountMinor, refundedAt }) => ({ externalId, amountMinor, refundedAt })),
    currency,
    items,
    orderedAt,
  };
}
