import { z } from 'zod';
import { pointsAt, stepAt } from '../../../friends/core/friend-points.js';
import { comparisonOf, isWithin, toRange } from '../comparison.js';
import { sayComparison } from '../reading.js';
import { defineCondition } from './condition.js';

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
