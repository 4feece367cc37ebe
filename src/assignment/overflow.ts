import { findTeam, listTeams } from '../access/index.js';
import type { Context } from '../context.js';
import { NotFoundError } from '../errors.js';
import { editConversation } from '../inbox/index.js';
import { untilWritten, type Filter } from '../infra/mongo/model.js';
import { AssignmentModel, type Assignment } from './assignment.model.js';
import { queueOfTeam } from './core/queue.js';
import { reasonOf } from './core/reason.js';
import { followConversation } from './follow-conversation.js';
import { getPolicy, listPolicies, type QueuePolicy } from './policies.js';
import { wakeGiving } from './wake-giving.js';

export const OVERFLOW = 'assignment.overflow';
const MINUTE_MS = 60_000;
const SWEEP_MAX = 200;

/** Gives a conversation that nobody was free for in time to the team that the policy names. */
export async function overflow(ctx: Context, conversationId: string): Promise<void> {
  const found = await AssignmentModel.findById(conversationId).lean();
  if (!found?.queue) return;
  const policy = await getPolicy(ctx, found.queue);
  const filter = overdueIn(policy, ctx.clock.now());
  if (!policy.overflow || !filter) return;
  const { teamId, afterMinutes: minutes } = policy.overflow;
  if (!(await findTeam(teamId))) return;
  const passed = await untilWritten(() =>
    AssignmentModel.collection.updateOne({ ...filter, _id: conversationId } as never, {
      $addToSet: { passed: policy.queue },
    }),
  );
  if (passed.matchedCount === 0) return;
  await editConversation(
    ctx,
    conversationId,
    { teamId },
    { because: { ...reasonOf({ kind: 'overflow', team: policy.team, minutes }) } },
  ).catch((error: unknown) => {
    // Erased meanwhile.
    if (!(error instanceof NotFoundError)) throw error;
  });
  await followConversation(ctx, conversationId);
  wakeGiving(ctx);
}

/** What waits in a queue for longer than its policy says; null where it says nothing. It goes to no team twice. */
function overdueIn({ queue, overflow, mode }: QueuePolicy, now: Date): Filter<Assignment> | null {
  if (!overflow || mode === 'manual') return null;
  const queuedBy = new Date(now.getTime() - overflow.afterMinutes * MINUTE_MS);
  return { queue, queuedAt: { $lte: queuedBy }, passed: { $ne: queueOfTeam(overflow.teamId) } };
}

/** Wakes the overflow of what waits for too long. */
export async function sweepOverflows(ctx: Pick<Context, 'clock' | 'wake'>): Promise<void> {
  const now = ctx.clock.now();
  const teams = new Set((await listTeams()).map(({ _id }) => _id));
  const policies = await listPolicies(ctx);
  const leading = policies.filter(({ overflow: over }) => over !== null && teams.has(over.teamId));
  const $or = leading.flatMap((policy) => overdueIn(policy, now) ?? []);
  if ($or.length === 0) return;
  const due = await AssignmentModel.find({ $or }, { _id: 1 }).limit(SWEEP_MAX).lean();
  ctx.wake(
    OVERFLOW,
    due.map(({ _id }) => ({ conversationId: _id })),
  );
}
