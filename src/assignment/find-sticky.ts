import type { Context } from '../context.js';
import type { Filter } from '../infra/mongo/model.js';
import { AssignmentModel, type Assignment } from './assignment.model.js';
import type { AssignmentPolicy } from './core/policy.js';

const DAY_MS = 86_400_000;

/** Who answered a friend or group last, and when. */
export interface Sticky {
  staffId: string;
  answeredAt: Date;
}

/** Who of the staff answered this friend or group last, not longer ago than the policy says; null for nobody. */
export async function findSticky(
  { clock }: Pick<Context, 'clock'>,
  { channelId, friendId, groupId }: Pick<Assignment, 'channelId' | 'friendId' | 'groupId'>,
  { stickyDays }: Pick<AssignmentPolicy, 'stickyDays'>,
): Promise<Sticky | null> {
  if (stickyDays === null) return null;
  const after = new Date(clock.now().getTime() - stickyDays * DAY_MS);
  const of = friendId === null ? { groupId, channelId } : { friendId };
  const [latest] = await AssignmentModel.find({ ...of, answeredAt: { $gt: after } } as Filter<Assignment>)
    .sort({ answeredAt: -1 })
    .limit(1)
    .lean();
  const { answeredBy: staffId, answeredAt } = latest ?? {};
  return staffId === undefined || answeredAt === undefined ? null : { staffId, answeredAt };
}
