import { NO_ORDERS, PRODUCTS_KEPT, type Orders } from '../../friends/core/friend.js';
import { isUndone, netOf, type Order } from './order.js';

/**
 * What a friend's orders add up to. Amounts are those in the currency of the last order: different currencies are never added
 * up. An order that was refunded whole does not count, but its refund shows in what was refunded.
 */
export function totalsOf(all: Order[]): Orders {
  const orders = all.toSorted(byTime);
  const counting = orders.filter((order) => !isUndone(order));
  const currency = (counting.at(-1) ?? orders.at(-1))?.currency ?? null;
  const inCurrency = orders.filter((order) => order.currency === currency);
  const last = counting.at(-1);
  const skus = counting.toReversed().flatMap(({ items }) => items.map(({ sku }) => sku));
  return {
    ...NO_ORDERS,
    count: counting.length,
    totalMinor: sum(inCurrency, netOf),
    refundedMinor: sum(inCurrency, ({ refundedMinor = 0 }) => refundedMinor),
    currency,
    firstAt: counting[0]?.orderedAt ?? null,
    lastAt: last?.orderedAt ?? null,
    lastMinor: last ? netOf(last) : null,
    products: [...new Set(skus)].slice(0, PRODUCTS_KEPT),
  };
}

const byTime = (one: Order, other: Order) =>
  one.orderedAt.getTime() - other.orderedAt.getTime() || (one._id < other._id ? -1 : 1);

const sum = (orders: Order[], of: (order: Order) => number) => orders.reduce((total, order) => total + of(order), 0);
