import { extraCost } from './extra-cost.js';
import { planOn, type Plan } from './sending-policy.js';

/** Billed messages of a day, `YYYY-MM-DD` in the channel's zone. */
export interface BilledDay {
  day: string;
  billed: number;
}

/** What each billed message of a day adds to the month's bill beyond the fee, on average. */
export interface DayPrice {
  each: number;
  currency: string;
}

/**
 * The price of a message on each day, in order of days and from the first of a month on: a day costs what its messages add to
 * those billed before it in the month, by the plan in force that day. So free ones cost nothing, and the days of a month under
 * one plan add up to its bill. Null where there is no plan, or the plan sells no more.
 */
export function priceDays(plans: readonly Plan[], days: readonly BilledDay[]): Map<string, DayPrice | null> {
  const prices = new Map<string, DayPrice | null>();
  let month = '';
  let used = 0;
  for (const { day, billed } of days) {
    if (!day.startsWith(month)) used = 0;
    month = day.slice(0, 'YYYY-MM'.length);
    const plan = planOn(plans, day);
    const cost = plan && extraCost(plan, used, billed);
    prices.set(day, plan && cost !== null && billed > 0 ? { each: cost / billed, currency: plan.currency } : null);
    used += billed;
  }
  return prices;
}

/** What messages of several days cost together, to the hundredth; null when one has no price, or they are in several currencies. */
export function costOfDays(
  prices: ReadonlyMap<string, DayPrice | null>,
  days: readonly BilledDay[],
): { amount: number; currency: string } | null {
  let amount = 0;
  let currency: string | null = null;
  for (const { day, billed } of days) {
    const price = prices.get(day) ?? null;
    if (price === null || (currency !== null && currency !== price.currency)) return null;
    amount += price.each * billed;
    ({ currency } = price);
  }
  return currency === null ? null : { amount: Math.round(amount * 100) / 100, currency };
}
