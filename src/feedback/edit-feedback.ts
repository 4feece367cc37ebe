import { requireStaff } from '../access/index.js';
import type { FeedbackDetails } from './core/feedback.js';
import { FeedbackModel, type Feedback } from './feedback.model.js';
import { getFeedback } from './move-feedback.js';

/** Says whose matter feedback is, what it is about and until when; what is left out stays. */
export async function editFeedback(
  id: string,
  changes: FeedbackDetails & { dueAt?: Date | null | undefined },
): Promise<Feedback> {
  if (typeof changes.ownerId === 'string') await requireOwner(changes.ownerId);
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  if (Object.keys(given).length > 0) await FeedbackModel.updateOne({ _id: id }, { $set: given, $inc: { rev: 1 } });
  return getFeedback(id);
}

/** Throws InvalidInputError for an owner who is not of the staff, or who could not read what they are to see to. */
export const requireOwner = async (ownerId: string): Promise<void> =>
  void (await requireStaff([ownerId], ['surveys:read']));
