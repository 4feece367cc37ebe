import type { z } from 'zod';
import { extraCost } from '../../deliveries/core/extra-cost.js';
import type { Plan } from '../../deliveries/core/sending-policy.js';
import type { PresentedAllowance, PresentedCosts } from '../../deliveries/schemas.js';
import { addDays } from '../../shared/local-day.js';
import { firstOfMonth, type Days } from './period.js';

type Allowance = z.infer<typeof PresentedAllowance>;
type Costs = z.infer<typeof PresentedCosts>;

/** Days whose pace tells how long what is left will do. */
const PACE_DAYS = 14;

/** What to ask for to tell of the month and of its pace. */
export const daysToPrice = (today: string): Days => {
  const pace = addDays(today, 1 - PACE_DAYS);
  const month = firstOfMonth(today);
  return { from: pace < month ? pace : month, until: today };
};

export interface Month {
  /** Messages that LINE bills: by LINE's own count, else by our ledger. */
  used: number;
  /** How many may be billed in all, by whichever limit is the nearer; null without any. */
  limit: number | null;
  left: number | null;
  binding: Allowance['binding'];
  /** The day of this month on which what is left is used up at the pace of the last 14 days; null when it will do. */
  emptyOn: string | null;
  /** What the plan asks for what was used, its fee among it; null without a plan, or when it sells no more. */
  cost: number | null;
  /** Answers by free replies. */
  replies: number;
  /** What these would have cost as pushes on top; null where that is not known. */
  saved: number | null;
  currency: string | null;
}

/** The month of a channel so far, and how long what is left will do. */
export function readMonth(allowance: Allowance, { costs }: Costs, today: string): Month {
  const { quota, budget, left, binding, plan } = allowance;
  const ofMonth = costs.filter(({ day }) => day >= firstOfMonth(today));
  const used = quota?.used ?? sumOf(ofMonth, 'billed');
  const replies = sumOf(ofMonth, 'savedByReply');
  const ofPace = costs.filter(({ day }) => day > addDays(today, -PACE_DAYS));
  return {
    used,
    limit: binding === 'budget' ? budget.messages : (quota?.limit ?? null),
    left,
    binding,
    emptyOn: emptyOn(left, sumOf(ofPace, 'billed') / PACE_DAYS, today),
    replies,
    currency: plan?.currency ?? null,
    ...pricesOf(plan, used, replies),
  };
}

function pricesOf(plan: Plan | null, used: number, replies: number): Pick<Month, 'cost' | 'saved'> {
  if (plan === null) return { cost: null, saved: null };
  const extra = extraCost(plan, 0, used);
  return { cost: extra === null ? null : plan.fee + extra, saved: extraCost(plan, used, replies) };
}

function emptyOn(left: number | null, perDay: number, today: string): string | null {
  if (left === null || perDay === 0) return null;
  const day = addDays(today, Math.min(Math.floor(left / perDay), PACE_DAYS * 3));
  return firstOfMonth(day) === firstOfMonth(today) ? day : null;
}

const sumOf = (costs: Costs['costs'], figure: 'billed' | 'savedByReply') =>
  costs.reduce((sum, cost) => sum + cost[figure], 0);
