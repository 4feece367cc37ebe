import type { Context } from '../context.js';
import { FeedbackModel } from './feedback.model.js';
import { visibleTo } from './find-feedback.js';

const COUNTED_MAX = 1_000;

/** How much feedback of a channel that whoever acts sees is not closed, and how much of it is overdue; each at most 1,000. */
export async function countFeedback(
  ctx: Pick<Context, 'actor' | 'caller' | 'clock'>,
  channelId: string,
): Promise<{ open: number; overdue: number }> {
  const notClosed = { channelId, state: { $in: ['open' as const, 'inProgress' as const] }, ...visibleTo(ctx) };
  const [open, overdue] = await Promise.all([
    FeedbackModel.countDocuments(notClosed, { limit: COUNTED_MAX }),
    FeedbackModel.countDocuments({ ...notClosed, dueAt: { $lt: ctx.clock.now() } }, { limit: COUNTED_MAX }),
  ]);
  return { open, overdue };
}
