import { describe, expect, test } from '@jest/globals';
import { costOfDays, priceDays } from '../../../src/deliveries/core/price-days.js';
import { extraCost } from '../../../src/deliveries/core/extra-cost.js';
import type { Plan } from '../../../src/deliveries/core/sending-policy.js';

const plan = (from: string, included: number, each: number, currency = 'TWD'): Plan => ({
  name: from,
  from,
  currency,
  fee: 0,
  included,
  extra: [{ upTo: null, each }],
});

describe('the price of messages by day', () => {
  test('is by their place in the month: free ones cost nothing, and the days add up to the bill', () => {
    const only = plan('2026-01-01', 100, 0.2);
    const days = [60, 80, 10].map((billed, index) => ({ day: `2026-03-0${index + 1}`, billed }));
    const prices = priceDays([only], days);
    expect(costOfDays(prices, days.slice(0, 1))).toEqual({ amount: 0, currency: 'TWD' });
    expect(costOfDays(prices, days.slice(1, 2))).toEqual({ amount: 8, currency: 'TWD' });
    // Half of the day's messages bear half of what the day costs.
    expect(costOfDays(prices, [{ day: '2026-03-02', billed: 40 }])).toEqual({ amount: 4, currency: 'TWD' });
    expect(costOfDays(prices, days)?.amount).toBe(extraCost(only, 0, 150));
  });

  test('is by the plan in force on each day, and each month begins anew', () => {
    const plans = [plan('2026-01-01', 10, 1), plan('2026-03-15', 10, 5)];
    const days = [
      { day: '2026-03-14', billed: 20 },
      { day: '2026-03-15', billed: 10 },
      { day: '2026-04-01', billed: 10 },
    ];
    const prices = priceDays(plans, days);
    expect(days.map((day) => costOfDays(prices, [day])?.amount)).toEqual([10, 50, 0]);
  });

  test('is not known without a plan, beyond what it sells, and over two currencies', () => {
    const days = [
      { day: '2025-12-31', billed: 1 },
      { day: '2026-01-01', billed: 20 },
      { day: '2026-02-01', billed: 1 },
    ];
    const soldOut = { ...plan('2026-01-01', 10, 1), extra: [] };
    const prices = priceDays([soldOut, plan('2026-02-01', 0, 3, 'JPY')], days);
    expect(days.map((day) => costOfDays(prices, [day]))).toEqual([null, null, { amount: 3, currency: 'JPY' }]);
    const twoCurrencies = priceDays([plan('2026-01-01', 0, 1), plan('2026-02-01', 0, 3, 'JPY')], days.slice(1));
    expect(costOfDays(twoCurrencies, days.slice(1))).toBeNull();
  });
});
