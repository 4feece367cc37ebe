import type { Context } from '../context.js';
import { insertNew } from '../infra/mongo/model.js';
import { openComplaint, raiseNotice } from '../notices/index.js';
import { isClosed, type FeedbackDetails } from './core/feedback.js';
import { FeedbackModel, type Feedback } from './feedback.model.js';
import { requireOwner } from './require-owner.js';

export const FEEDBACK_NOTICE = 'feedback.open';

interface NewFeedback extends FeedbackDetails {
  id: string;
  channelId: string;
  friendId: string;
  source: Feedback['source'];
  text: string;
  score?: number | null;
  dueAt?: Date | null;
}

/**
 * Takes feedback down, once per id, and raises the notice that holds promotions back until it is closed. InvalidInputError for an
 * owner who is nobody of the staff.
 */
export async function openFeedback(ctx: Pick<Context, 'clock' | 'signal'>, given: NewFeedback): Promise<Feedback> {
  const { id, score = null, dueAt = null, category = null, department = null, ownerId = null, ...rest } = given;
  await requireOwner(ownerId);
  const feedback: Feedback = {
    _id: id,
    ...rest,
    score,
    category,
    department,
    ownerId,
    state: 'open',
    dueAt,
    openedAt: ctx.clock.now(),
    closedAt: null,
    toldAt: null,
    toldBy: null,
    moves: [],
    rev: 0,
  };
  await insertNew(FeedbackModel, [feedback]);
  const stored = (await FeedbackModel.findById(id).lean()) ?? feedback;
  if (!isClosed(stored.state)) await holdPromotions(ctx, stored);
  return stored;
}

/** Promotions wait until the complaint is closed; each time that feedback is opened has a notice of its own. */
export async function holdPromotions(ctx: Pick<Context, 'clock' | 'signal'>, feedback: Feedback): Promise<void> {
  const { _id: feedbackId, channelId, friendId, text, category, department } = feedback;
  const noticeId = noticeIdOf(feedback);
  await raiseNotice(ctx, {
    _id: noticeId,
    channelId,
    friendId,
    kind: FEEDBACK_NOTICE,
    data: { feedbackId, text, category, department },
  });
  await openComplaint(noticeId);
}

/** What holds promotions back now: for feedback of a low score, at first, the notice that the score raised. */
export function noticeIdOf({ _id, source, moves }: Pick<Feedback, '_id' | 'source' | 'moves'>): string {
  const reopenings = moves.filter(({ to, from }) => to === 'open' && isClosed(from)).length;
  return source.kind === 'survey' && reopenings === 0 ? `survey:${source.id}` : `feedback:${_id}:${reopenings}`;
}
