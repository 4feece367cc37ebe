import { z } from 'zod';
import { pointsAt, stepAt } from '../../../friends/core/friend-points.js';
import { tierAt } from '../../../friends/core/friend-tier.js';
import { comparisonOf, isWithin, toRange } from '../comparison.js';
import { soonest } from '../duration.js';
import { sayComparison } from '../reading.js';
import { defineCondition, Names } from './condition.js';

const PointsCondition = z.strictObject({
  points: comparisonOf(z.number().int().min(0).max(1_000_000_000_000)),
});

/** The balance of a friend's points now; 0 for one who never had any. */
export const pointsCondition = defineCondition<z.infer<typeof PointsCondition>>({
  key: 'points',
  schema: PointsCondition,
  see({ points }, friend, now) {
    const value = pointsAt(friend.points, now);
    return { truth: isWithin(points, value), value, nextCheckAt: stepAt(friend.points, now)?.until ?? null };
  },
  match({ points }, now) {
    const step = {
      balance: toRange(points),
      from: { $lte: now },
      $or: [{ until: null }, { until: { $gt: now } }],
    };
    const some = { 'points.steps': { $elemMatch: step } };
    return isWithin(points, 0) ? { $or: [{ points: null }, some] } : some;
  },
  read: ({ points }, say) => say('points', { bounds: sayComparison(say, points) }),
});

const TierCondition = z.strictObject({ tier: Names });

/** The VIP tier of a friend now; who has none is in none of them. */
export const tierCondition = defineCondition<z.infer<typeof TierCondition>>({
  key: 'tier',
  schema: TierCondition,
  see({ tier }, friend, now) {
    const step = tierAt(friend.tier, now);
    return {
      truth: step !== undefined && tier.includes(step.key),
      value: step?.key ?? null,
      nextCheckAt: soonest(
        (friend.tier?.steps ?? []).flatMap(({ from, until }) => [from, until]),
        now,
      ),
    };
  },
  match: ({ tier }, now) => ({
    'tier.steps': {
      $elemMatch: { key: { $in: tier }, from: { $lte: now }, $or: [{ until: null }, { until: { $gt: now } }] },
    },
  }),
  refersTo: ({ tier }) => tier.map((id) => ({ kind: 'tier', id })),
  read: ({ tier }, say) => say('tier', { tiers: tier.join(', ') }),
});
