import { Anything, defineModel } from '../infra/mongo/model.js';
import type { Order } from './core/order.js';

export const OrderModel = defineModel<Order>(
  'Order',
  'orders',
  {
    channelId: String,
    friendId: String,
    externalId: String,
    totalMinor: Number,
    refundedMinor: Number,
    refunds: [Anything],
    currency: String,
    items: [Anything],
    orderedAt: Date,
    recordedAt: Date,
    countedAt: Date,
  },
  [
    [{ friendId: 1, orderedAt: 1 }],
    [{ channelId: 1, orderedAt: 1 }],
    [{ recordedAt: 1 }, { partialFilterExpression: { countedAt: null }, name: 'uncounted' }],
  ],
);
