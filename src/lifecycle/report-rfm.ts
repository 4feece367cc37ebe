import { groupFriends } from '../friends/index.js';
import type { SegmentRule } from '../segments/core/rule.js';
import { findThresholds } from './rfm-thresholds.js';

const SCORES = [1, 2, 3, 4, 5];

/** How many customers have which scores for how lately and how often they bought, each with the rule that finds them. */
export interface RfmGrid {
  computedAt: Date | null;
  customers: number;
  cells: { recency: number; frequency: number; friends: number; rule: SegmentRule }[];
}

export async function reportRfm(channelId: string): Promise<RfmGrid> {
  const scored = { channelId, mergedInto: null, 'orders.count': { $gte: 1 }, rfm: { $ne: null } };
  const [stored, groups] = await Promise.all([
    findThresholds(channelId),
    groupFriends(scored, ['rfm.recency', 'rfm.frequency']),
  ]);
  const counts = new Map(groups.map(({ values, count }) => [values.join('/'), count]));
  const exactly = (score: number) => ({ gte: score, lte: score });
  return {
    computedAt: stored?.computedAt ?? null,
    customers: stored?.customers ?? 0,
    cells: SCORES.flatMap((recency) =>
      SCORES.map((frequency) => ({
        recency,
        frequency,
        friends: counts.get(`${recency}/${frequency}`) ?? 0,
        rule: { rfm: { recency: exactly(recency), frequency: exactly(frequency) } },
      })),
    ),
  };
}
