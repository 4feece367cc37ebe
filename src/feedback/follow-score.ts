import type { Context } from '../context.js';
import { findAnswered } from '../surveys/index.js';
import { isClosed } from './core/feedback.js';
import { FeedbackModel } from './feedback.model.js';
import { moveFeedback } from './move-feedback.js';
import { openFeedback } from './open-feedback.js';

const TEXT_MAX = 2_000;

interface Answered {
  channelId: string;
  friendId: string;
  responseId: string;
  surveyName: string;
  score: number | null;
  isLow: boolean;
}

/**
 * A low score opens feedback, in the friend's own words where there are any. An answer that replaces it is followed while nobody has
 * taken the feedback up: a better score dismisses it, another low one stands in place of the first.
 */
export async function followScore(
  ctx: Pick<Context, 'actor' | 'clock' | 'signal' | 'wake'>,
  { channelId, friendId, responseId, surveyName, score, isLow }: Answered,
): Promise<void> {
  const id = `survey:${responseId}`;
  const now = await findAnswered(responseId);
  // What was answered since is announced by itself.
  if (now && now.score !== score) return;
  const known = await FeedbackModel.findById(id).lean();
  if (!isLow) {
    const isUntouched = known?.state === 'open' && known.moves.every(({ by }) => by.kind === 'system');
    if (isUntouched)
      await moveFeedback(ctx, id, { to: 'dismissed', note: `The friend changed the score to ${score}.` });
    return;
  }
  const text = (now?.comment ?? surveyName).slice(0, TEXT_MAX);
  if (!known) {
    await openFeedback(ctx, { id, channelId, friendId, source: { kind: 'survey', id: responseId }, text, score });
    return;
  }
  await FeedbackModel.updateOne(
    { _id: id, $or: [{ score: { $ne: score } }, { text: { $ne: text } }] },
    { $set: { score, text }, $inc: { rev: 1 } },
  );
  const wasDismissedByScore = isClosed(known.state) && known.moves.every(({ by }) => by.kind === 'system');
  if (wasDismissedByScore)
    await moveFeedback(ctx, id, { to: 'open', note: `The friend changed the score to ${score}.` });
}
