import { extraCost } from './extra-cost.js';
import { planOn, type Plan, type SendingPolicy } from './sending-policy.js';

/** What a channel has used in the running month. */
export interface Usage {
  /** LINE's own figures, over all that uses the account; null when LINE could not be asked. A null limit is none. */
  quota: { limit: number | null; used: number } | null;
  /** Billed messages in our ledger; counted only where there is a budget. */
  billed: number;
  /** Of those, what narrowcasts can come to at most that LINE has not counted yet. */
  unconfirmed: number;
  /** The day in the channel's zone, `YYYY-MM-DD`. */
  day: string;
}

/** How many more messages may be billed. `left` is null without any limit; `binding` names the limit that is the nearest. */
export interface Allowance {
  left: number | null;
  binding: 'monthlyLimit' | 'budget' | null;
  quota: { limit: number | null; used: number; left: number | null } | null;
  budget: { messages: number | null; billed: number; unconfirmed: number; left: number | null };
  plan: Plan | null;
}

/** The allowance that policy and usage give. */
export function decideAllowance(
  { budget, plans }: Pick<SendingPolicy, 'budget' | 'plans'>,
  { quota, billed, unconfirmed, day }: Usage,
): Allowance {
  const plan = planOn(plans, day);
  const quotaLeft =
    quota === null || quota.limit === null ? null : Math.max(0, quota.limit - quota.used - budget.reserve);
  const byMoney = budget.money === null || plan === null ? null : messagesFor(plan, budget.money);
  const allowed = fewest(budget.messages, byMoney);
  const budgetLeft = allowed === null ? null : Math.max(0, allowed - billed);
  const left = fewest(quotaLeft, budgetLeft);
  return {
    left,
    binding: left === null ? null : left === quotaLeft ? 'monthlyLimit' : 'budget',
    quota: quota && { ...quota, left: quotaLeft },
    budget: { messages: allowed, billed, unconfirmed, left: budgetLeft },
    plan,
  };
}

/** The most messages in a month whose cost beyond the fee stays within an amount; null when no number reaches it. */
function messagesFor({ included, extra }: Plan, money: number): number | null {
  let messages = included;
  let left = money;
  for (const { upTo, each } of extra) {
    const inStep = (upTo ?? Number.POSITIVE_INFINITY) - messages;
    const affordable = each === 0 ? Number.POSITIVE_INFINITY : Math.floor(left / each + 1e-9);
    if (affordable < inStep) return messages + affordable;
    if (inStep === Number.POSITIVE_INFINITY) return null;
    messages += Math.max(0, inStep);
    left -= Math.max(0, inStep) * each;
  }
  return messages;
}

/** What sending to so many people would come to. */
export interface CostEstimate {
  people: number;
  /** Bubbles that one person gets; LINE bills people, not bubbles. */
  bubbles: number;
  billed: number;
  quotaLeft: number | null;
  quotaLeftAfter: number | null;
  /** Beyond the plan's fee; null without a plan, or when the plan sells no more. */
  extraCost: number | null;
  currency: string | null;
  /** How many the nearest limit keeps back. */
  beyondLimit: number;
  binding: Allowance['binding'];
}

/** The cost of one request to each of `people`, on top of what the month has used. */
export function estimateCost(allowance: Allowance, people: number, bubbles: number): CostEstimate {
  const { left, quota, plan, budget } = allowance;
  const used = quota?.used ?? budget.billed;
  return {
    people,
    bubbles,
    billed: people,
    quotaLeft: quota?.left ?? null,
    quotaLeftAfter: quota?.left === null || quota === null ? null : Math.max(0, quota.left - people),
    extraCost: plan && extraCost(plan, used, people),
    currency: plan?.currency ?? null,
    beyondLimit: left === null ? 0 : Math.max(0, people - left),
    binding: left !== null && people > left ? allowance.binding : null,
  };
}

const fewest = (one: number | null, other: number | null) =>
  one === null ? other : other === null ? one : Math.min(one, other);
