import { describe, expect, test } from '@jest/globals';
import { historicValues, projectValue } from '../../../src/sales/core/customer-value.js';
import { totalsOf } from '../../../src/sales/core/totals.js';
import { daysAfter } from '../../friends/a-friend.js';
import { anOrder } from '../an-order.js';

describe('the totals of a friend', () => {
  test('of no orders are nothing', () => {
    expect(totalsOf([])).toMatchObject({ count: 0, totalMinor: 0, currency: null, lastAt: null, products: [] });
  });
  test('are the same whatever order the orders came in', () => {
    const orders = [anOrder(1, 100), anOrder(2, 200, { refundedMinor: 50 }), anOrder(3, 300)];
    expect(totalsOf(orders.toReversed())).toEqual(totalsOf(orders));
    expect(totalsOf(orders)).toMatchObject({
      count: 3,
      totalMinor: 550,
      refundedMinor: 50,
      firstAt: daysAfter(1),
      lastAt: daysAfter(3),
      lastMinor: 300,
    });
  });
  test('do not count an order that was refunded whole, and take a part off another', () => {
    const orders = [anOrder(1, 100), anOrder(2, 200, { refundedMinor: 200 }), anOrder(3, 300, { refundedMinor: 300 })];
    expect(totalsOf(orders)).toMatchObject({
      count: 1,
      totalMinor: 100,
      refundedMinor: 500,
      lastAt: daysAfter(1),
      lastMinor: 100,
    });
  });
  test('count a free order', () => {
    expect(totalsOf([anOrder(1, 0)])).toMatchObject({ count: 1, totalMinor: 0 });
  });
  test('never add up two currencies: the last order says which', () => {
    const orders = [anOrder(1, 100), anOrder(2, 9_000, { currency: 'JPY' }), anOrder(3, 50)];
    expect(totalsOf(orders)).toMatchObject({ count: 3, currency: 'TWD', totalMinor: 150 });
    expect(totalsOf(orders.slice(0, 2))).toMatchObject({ count: 2, currency: 'JPY', totalMinor: 9_000 });
  });
  test('list what was bought, the latest first, each once, at most 200', () => {
    const item = (sku: string) => ({ sku, name: sku, quantity: 1 });
    const orders = [
      anOrder(1, 1, { items: [item('helmet'), item('gloves')] }),
      anOrder(2, 1, { items: [item('jacket'), item('helmet')] }),
      anOrder(3, 1, { items: [item('boots')], refundedMinor: 1 }),
    ];
    expect(totalsOf(orders).products).toEqual(['jacket', 'helmet', 'gloves']);
    const many = anOrder(4, 1, { items: Array.from({ length: 200 }, (_, index) => item(`s${index}`)) });
    expect(totalsOf([...orders, many]).products).toHaveLength(200);
  });
});

/** Twelve customers by hand: orders as [day, amount, refunded], what they brought and may bring in 365 days from the first. */
const LEDGER: [string, [number, number, number?, string?][], number, number | null][] = [
  ['bought nothing', [], 0, null],
  ['bought once', [[0, 1_000]], 1_000, null],
  ['bought once and gave all back', [[0, 1_000, 1_000]], 0, null],
  [
    'bought twice: 100 days, 2 orders of 1,000; 265 days left',
    [
      [0, 1_000],
      [50, 1_000],
    ],
    2_000,
    5_300,
  ],
  [
    'gave half of one back: average 750',
    [
      [0, 1_000],
      [50, 1_000, 500],
    ],
    1_500,
    3_975,
  ],
  [
    'gave one of two back: one order is no habit',
    [
      [0, 1_000],
      [50, 1_000, 1_000],
    ],
    1_000,
    null,
  ],
  [
    'gave one of three back',
    [
      [0, 1_000],
      [50, 1_000, 1_000],
      [60, 1_000],
    ],
    2_000,
    5_300,
  ],
  [
    'bought twice on one day, 90 days ago: 275 days left',
    [
      [10, 600],
      [10, 400],
    ],
    1_000,
    3_056,
  ],
  [
    'bought twice 10 days ago: seen as 30 days; 355 left',
    [
      [90, 600],
      [90, 400],
    ],
    1_000,
    11_833,
  ],
  [
    'bought ten times every ten days',
    Array.from({ length: 10 }, (_, index): [number, number] => [index * 10, 100]),
    1_000,
    2_650,
  ],
  [
    'is past the lifetime',
    [
      [-300, 5_000],
      [-200, 5_000],
    ],
    10_000,
    0,
  ],
  [
    'bought in two currencies: only that of the last counts',
    [
      [0, 9_000, 0, 'JPY'],
      [40, 1_000],
      [50, 1_000],
    ],
    2_000,
    10_167,
  ],
];

describe('twelve customers, 100 days after the first order, with a lifetime of 365 days', () => {
  test.each(LEDGER)('who %s', (_who, orders, netMinor, projectedMinor) => {
    const given = orders.map(([day, total, refundedMinor = 0, currency = 'TWD']) =>
      anOrder(day, total, { refundedMinor, currency }),
    );
    const [own] = historicValues(given);
    expect(own?.netMinor ?? 0).toBe(netMinor);
    expect(projectValue(given, 365, daysAfter(100))?.projectedMinor ?? null).toBe(projectedMinor);
  });
  test('bring 22,500 in all', () => {
    expect(LEDGER.reduce((sum, [, , netMinor]) => sum + netMinor, 0)).toBe(22_500);
  });
  test('are shown with other currencies apart', () => {
    const values = historicValues([anOrder(0, 9_000, { currency: 'JPY' }), anOrder(1, 500, { refundedMinor: 100 })]);
    expect(values).toEqual([
      { currency: 'TWD', orders: 1, netMinor: 400, refundedMinor: 100, averageMinor: 400 },
      { currency: 'JPY', orders: 1, netMinor: 9_000, refundedMinor: 0, averageMinor: 9_000 },
    ]);
  });
  test('a refund lowers what was brought and what may come', () => {
    const before = [anOrder(0, 1_000), anOrder(50, 1_000)];
    const after = [anOrder(0, 1_000), anOrder(50, 1_000, { refundedMinor: 10 })];
    const projected = (orders: typeof before) => projectValue(orders, 365, daysAfter(100))?.projectedMinor ?? 0;
    expect(projected(after)).toBeLessThan(projected(before));
    expect(historicValues(after)[0]?.netMinor).toBeLessThan(historicValues(before)[0]?.netMinor ?? 0);
  });
});
