import type { Context } from '../context.js';
import { insertNew } from '../infra/mongo/model.js';
import { raiseNotice } from '../notices/index.js';
import { isClosed, type FeedbackDetails } from './core/feedback.js';
import { FeedbackModel, type Feedback } from './feedback.model.js';

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

/** Takes feedback down, once per id, and raises the notice that holds promotions back until it is closed. */
export async function openFeedback(ctx: Pick<Context, 'clock' | 'signal'>, given: NewFeedback): Promise<Feedback> {
  const { id, score = null, dueAt = null, category = null, department = null, ownerId = null, ...rest } = given;
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
    moves: [],
    rev: 0,
  };
  await insertNew(FeedbackModel, [feedback]);
  const stored = (await FeedbackModel.findById(id).lean()) ?? feedback;
  await holdPromotions(ctx, stored);
  return stored;
}

/** Promotions wait while the notice is open; each time that feedback is opened has a notice of its own. */
export async function holdPromotions(ctx: Pick<Context, 'clock' | 'signal'>, feedback: Feedback): Promise<void> {
  const { _id: feedbackId, channelId, friendId, text, category, department } = feedback;
  await raiseNotice(ctx, {
    _id: noticeIdOf(feedback),
    channelId,
    friendId,
    kind: FEEDBACK_NOTICE,
    data: { feedbackId, text, category, department },
  });
}

/** What holds promotions back now: for feedback of a low score, at first, the notice that the score raised. */
export function noticeIdOf({ _id, source, moves }: Pick<Feedback, '_id' | 'source' | 'moves'>): string {
  const reopenings = moves.filter(({ to, from }) => to === 'open' && isClosed(from)).length;
  return source.kind === 'survey' && reopenings === 0 ? `survey:${source.id}` : `feedback:${_id}:${reopenings}`;
}
