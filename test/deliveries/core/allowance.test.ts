import { describe, expect, test } from '@jest/globals';
import { decideAllowance, estimateCost } from '../../../src/deliveries/core/allowance.js';
import { PLAN_PRESETS } from '../../../src/deliveries/core/plan-presets.js';
import { extraCost } from '../../../src/deliveries/core/extra-cost.js';
import { planOn, SendingPolicy, type Plan } from '../../../src/deliveries/core/sending-policy.js';

const plan = (rest: Partial<Plan> = {}): Plan => ({
  name: 'p',
  from: '2026-01-01',
  currency: 'JPY',
  fee: 15_000,
  included: 30_000,
  extra: [
    { upTo: 50_000, each: 3 },
    { upTo: null, each: 2.8 },
  ],
  ...rest,
});

describe('what messages cost beyond the fee', () => {
  test.each([
    ['within the included ones nothing', 0, 30_000, 0],
    ['the first beyond costs the first price', 30_000, 1, 3],
    ['what begins within and ends beyond costs for what is beyond', 29_000, 2_000, 3_000],
    ['over a step each part has its price', 49_000, 2_000, 3_000 + 2_800],
    ['all at once costs the same as one after the other', 0, 60_000, 60_000 + 28_000],
  ])('%s', (_promise, used, messages, cost) => {
    expect(extraCost(plan(), used, messages)).toBe(cost);
  });

  test('where none can be bought beyond, it has no price', () => {
    expect(extraCost(plan({ extra: [] }), 29_999, 1)).toBe(0);
    expect(extraCost(plan({ extra: [] }), 29_999, 2)).toBeNull();
    expect(extraCost(plan({ extra: [{ upTo: 40_000, each: 3 }] }), 39_999, 2)).toBeNull();
  });

  test('small prices add up without crumbs', () => {
    expect(extraCost(PLAN_PRESETS['tw-high'] as Plan, 6_000, 94_000)).toBe(18_800);
  });
});

test('the plan of a day is the last that had begun; before the first there is none', () => {
  const plans = [plan({ name: 'new', from: '2026-04-01' }), plan({ name: 'old' })];
  expect(planOn(plans, '2026-03-31')?.name).toBe('old');
  expect(planOn(plans, '2026-04-01')?.name).toBe('new');
  expect(planOn(plans, '2025-12-31')).toBeNull();
});

test('every published plan is one that a channel can be given', () => {
  const plans = Object.values(PLAN_PRESETS);
  expect(SendingPolicy.parse({ plans }).plans).toEqual(plans);
});

describe('the allowance', () => {
  const day = '2026-03-04';
  const decide = (policy: object, quota: { limit: number | null; used: number } | null, billed = 0) =>
    decideAllowance(SendingPolicy.parse(policy), { quota, billed, unconfirmed: 0, day });

  test.each([
    ['no limit anywhere is none', {}, { limit: null, used: 9 }, 0, null, null],
    ['LINE away is no limit of ours', {}, null, 0, null, null],
    ["LINE's quota less what is used", {}, { limit: 100, used: 30 }, 0, 70, 'monthlyLimit'],
    ['less what is kept for service', { budget: { reserve: 50 } }, { limit: 100, used: 30 }, 0, 20, 'monthlyLimit'],
    ['never below none', { budget: { reserve: 90 } }, { limit: 100, used: 30 }, 0, 0, 'monthlyLimit'],
    [
      'a budget of messages that is the nearer limit',
      { budget: { messages: 50 } },
      { limit: 100, used: 30 },
      40,
      10,
      'budget',
    ],
    [
      'a quota that is the nearer limit',
      { budget: { messages: 500 } },
      { limit: 100, used: 30 },
      40,
      70,
      'monthlyLimit',
    ],
    [
      'a budget of money buys so many beyond the included',
      { plans: [plan()], budget: { money: 300 } },
      null,
      30_000,
      100,
      'budget',
    ],
    ['over a step too', { plans: [plan()], budget: { money: 60_000 + 280 } }, null, 0, 50_100, 'budget'],
    ['without money only the included ones', { plans: [plan()], budget: { money: 0 } }, null, 29_990, 10, 'budget'],
    ['money without a plan says nothing', { budget: { money: 5 } }, null, 0, null, null],
  ])('%s', (_promise, policy, quota, billed, left, binding) => {
    expect(decide(policy, quota, billed)).toMatchObject({ left, binding });
  });

  test('a send says what it takes of it, and how many are kept back by which limit', () => {
    const allowance = decide(
      { plans: [plan({ included: 0, extra: [{ upTo: null, each: 0.2 }] })] },
      { limit: 100, used: 30 },
    );
    expect(estimateCost(allowance, 50, 3)).toEqual({
      people: 50,
      bubbles: 3,
      billed: 50,
      quotaLeft: 70,
      quotaLeftAfter: 20,
      extraCost: 10,
      currency: 'JPY',
      beyondLimit: 0,
      binding: null,
    });
    expect(estimateCost(allowance, 100, 1)).toMatchObject({
      quotaLeftAfter: 0,
      beyondLimit: 30,
      binding: 'monthlyLimit',
    });
  });
});
