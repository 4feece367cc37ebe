import type { Context } from '../context.js';
import type { FeedbackDetails } from './core/feedback.js';
import { FeedbackModel, type Feedback } from './feedback.model.js';
import { getFeedback } from './find-feedback.js';
import { requireOwner } from './require-owner.js';

/**
 * Says whose matter feedback is, what it is about and until when; what is left out stays. InvalidInputError for an owner who is
 * nobody of the staff.
 */
export async function editFeedback(
  ctx: Pick<Context, 'actor' | 'caller'>,
  id: string,
  changes: FeedbackDetails & { dueAt?: Date | null | undefined },
): Promise<Feedback> {
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  const { ownerId } = await getFeedback(ctx, id);
  // Whoever left may stay named until somebody else is.
  if (changes.ownerId !== ownerId) await requireOwner(changes.ownerId);
  if (Object.keys(given).length > 0) await FeedbackModel.updateOne({ _id: id }, { $set: given, $inc: { rev: 1 } });
  // Whoever gives it away does not see it any more, and is told what became of it once.
  const changed = await FeedbackModel.findById(id).lean();
  return changed ?? getFeedback(ctx, id);
}
