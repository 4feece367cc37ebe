import { isUndone, netOf, type Order } from './order.js';

const DAY_MS = 24 * 3600 * 1000;
const ORDERS_MIN = 2; // one order says nothing of how often
const OBSERVED_DAYS_MIN = 30; // two orders on one day are no habit of two a day

/** What a customer brought, in one currency. Amounts in its minor unit. */
export interface HistoricValue {
  currency: string;
  orders: number;
  netMinor: number;
  refundedMinor: number;
  averageMinor: number | null;
}

/** What a customer may still bring: average order x orders a day x days that they are expected to stay one. */
export interface ProjectedValue {
  currency: string;
  averageMinor: number;
  ordersPerDay: number;
  remainingDays: number;
  projectedMinor: number;
}

/** What a friend's orders brought, each currency apart; that of the last order comes first. */
export function historicValues(orders: Order[]): HistoricValue[] {
  const latestFirst = orders.toSorted((one, other) => other.orderedAt.getTime() - one.orderedAt.getTime());
  const counting = latestFirst.filter((order) => !isUndone(order));
  const currencies = new Set([...counting, ...latestFirst].map(({ currency }) => currency));
  return [...currencies].map((currency) => {
    const own = latestFirst.filter((order) => order.currency === currency);
    const count = own.filter((order) => !isUndone(order)).length;
    const netMinor = own.reduce((sum, order) => sum + netOf(order), 0);
    return {
      currency,
      orders: count,
      netMinor,
      refundedMinor: own.reduce((sum, { refundedMinor = 0 }) => sum + refundedMinor, 0),
      averageMinor: count === 0 ? null : Math.round(netMinor / count),
    };
  });
}

/**
 * The value still to come from a customer. `lifetimeDays` is how long one stays a customer, counted from the first order;
 * whoever is past it is expected to bring nothing more. Null with fewer than two orders in the currency of the last one.
 */
export function projectValue(orders: Order[], lifetimeDays: number, now: Date): ProjectedValue | null {
  const counting = orders
    .filter((order) => !isUndone(order))
    .toSorted((one, other) => one.orderedAt.getTime() - other.orderedAt.getTime());
  const currency = counting.at(-1)?.currency;
  const own = counting.filter((order) => order.currency === currency);
  const [first] = own;
  if (!first || own.length < ORDERS_MIN) return null;
  const customerDays = Math.max(0, now.getTime() - first.orderedAt.getTime()) / DAY_MS;
  const averageMinor = own.reduce((sum, order) => sum + netOf(order), 0) / own.length;
  const ordersPerDay = own.length / Math.max(customerDays, OBSERVED_DAYS_MIN);
  const remainingDays = Math.max(0, lifetimeDays - customerDays);
  return {
    currency: first.currency,
    averageMinor: Math.round(averageMinor),
    ordersPerDay,
    remainingDays,
    projectedMinor: Math.round(averageMinor * ordersPerDay * remainingDays),
  };
}
