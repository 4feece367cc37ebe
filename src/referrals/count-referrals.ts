import type { z } from 'zod';
import { ReferralModel, type ReferralLink } from './referral.model.js';
import type { ReferralCounts } from './schemas.js';

/** What came of a friend's link so far. */
export async function countReferrals({
  friendId,
  opens,
  selfOpens,
  friendOpens,
}: ReferralLink): Promise<z.infer<typeof ReferralCounts>> {
  const groups = await ReferralModel.aggregate<{ _id: string; count: number }>([
    { $match: { referrerId: friendId } },
    { $group: { _id: '$state', count: { $sum: 1 } } },
  ]);
  const of = (...states: string[]) =>
    groups.reduce((sum, { _id, count }) => (states.includes(_id) ? sum + count : sum), 0);
  return {
    opens,
    selfOpens,
    friendOpens,
    joined: of('joined', 'rewarded', 'settled', 'refused', 'reversing', 'reversed'),
    rewarded: of('rewarded', 'settled'),
    stayed: of('settled'),
    reversed: of('reversing', 'reversed'),
  };
}
