import type { Plan } from './sending-policy.js';

/** What `messages` more cost beyond the fee, after `used` in the same month; null when the plan does not sell so many. */
export function extraCost({ included, extra }: Plan, used: number, messages: number): number | null {
  let cost = 0;
  let counted = Math.max(used, included);
  let left = used + messages - counted;
  for (const { upTo, each } of extra) {
    if (left <= 0) break;
    const inStep = Math.min(left, Math.max(0, (upTo ?? Number.POSITIVE_INFINITY) - counted));
    cost += inStep * each;
    counted += inStep;
    left -= inStep;
  }
  return left > 0 ? null : Math.round(cost * 100) / 100;
}
