import { Anything, defineModel } from '../infra/mongo/model.js';

/** What a friend bought, from the shop's own system. Amounts are in the currency's minor unit. */
export interface Order {
  /** `friendId/externalId`: the same order is taken once. */
  _id: string;
  channelId: string;
  friendId: string;
  externalId: string;
  totalMinor: number;
  currency: string;
  items: { sku: string; name: string; quantity: number }[];
  orderedAt: Date;
  recordedAt: Date;
  /** Null until the friend's totals hold it. */
  countedAt: Date | null;
}

export const OrderModel = defineModel<Order>(
  'Order',
  'orders',
  {
    channelId: String,
    friendId: String,
    externalId: String,
    totalMinor: Number,
    currency: String,
    items: [Anything],
    orderedAt: Date,
    recordedAt: Date,
    countedAt: Date,
  },
  [
    [{ friendId: 1, orderedAt: 1 }],
    [{ recordedAt: 1 }, { partialFilterExpression: { countedAt: null }, name: 'uncounted' }],
  ],
);
