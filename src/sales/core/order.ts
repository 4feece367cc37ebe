/** What a friend bought, from the shop's own system. Amounts are in the currency's minor unit. */
export interface Order {
  /** `friendId/externalId`: the same order is taken once. */
  _id: string;
  channelId: string;
  friendId: string;
  externalId: string;
  totalMinor: number;
  /** Sum of the refunds; absent on orders of an earlier version, which knew none. */
  refundedMinor?: number;
  refunds?: Refund[];
  currency: string;
  items: { sku: string; name: string; quantity: number }[];
  orderedAt: Date;
  recordedAt: Date;
  /** Null until the friend's totals hold it with all its refunds. */
  countedAt: Date | null;
}

/** Money given back for an order, under the shop's own number. */
export interface Refund {
  externalId: string;
  amountMinor: number;
  refundedAt: Date;
  recordedAt: Date;
}

/** What is left of an order after its refunds. */
export const netOf = ({ totalMinor, refundedMinor = 0 }: Pick<Order, 'totalMinor' | 'refundedMinor'>): number =>
  totalMinor - refundedMinor;

/** Whether all of an order was given back; it then counts no longer. */
export const isUndone = (order: Pick<Order, 'totalMinor' | 'refundedMinor'>): boolean =>
  (order.refundedMinor ?? 0) > 0 && netOf(order) === 0;
