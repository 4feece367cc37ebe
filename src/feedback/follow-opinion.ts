import type { Context } from '../context.js';
import { ConflictError } from '../errors.js';
import { findFriendBehind } from '../friends/index.js';
import { closeComplaint } from '../notices/index.js';
import { readOpinion } from '../surveys/index.js';
import { isClosed } from './core/feedback.js';
import { followScore } from './core/follow-score.js';
import { FeedbackModel, type Feedback } from './feedback.model.js';
import { holdPromotions, noticeIdOf, openFeedback } from './open-feedback.js';
import { writeChange, writeMove } from './write-move.js';

type Needs = Pick<Context, 'actor' | 'clock' | 'signal'>;

const TRIES_MAX = 5;

/** Makes feedback agree with what a friend answered to an asking, as it is now: opened by a low score, with their own words. */
export async function followOpinion(ctx: Needs, responseId: string): Promise<void> {
  const opinion = await readOpinion(responseId);
  const friend = opinion && (await findFriendBehind(opinion.friendId));
  if (!opinion || !friend) return;
  const { channelId, score, isLow, surveyName, comment } = opinion;
  const id = `survey:${responseId}`;
  const source = { kind: 'survey' as const, id: responseId };
  const text = comment ?? surveyName;
  const known = await FeedbackModel.findById(id).lean();
  if (known) await follow(ctx, known, { score, isLow, text });
  else if (isLow) await openFeedback(ctx, { id, channelId, friendId: friend._id, source, text, score });
}

/** Decides again when staff changed it at the same moment. */
async function follow(ctx: Needs, known: Feedback, given: Parameters<typeof followScore>[1]): Promise<void> {
  let seen: Feedback | null = known;
  for (let attempt = 0; seen && attempt < TRIES_MAX; attempt += 1) {
    const { to, ...change } = followScore(seen, given);
    try {
      if (to !== null || isNews(seen, change)) seen = await write(ctx, seen, to, change);
      if (isClosed(seen.state)) await closeComplaint(ctx, noticeIdOf(seen));
      else await holdPromotions(ctx, seen);
      return;
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
      seen = await FeedbackModel.findById(known._id).lean();
    }
  }
}

type Change = Pick<Feedback, 'score' | 'text'> & { scoreBefore: number | null };

const isNews = ({ score, text }: Feedback, change: Change) => score !== change.score || text !== change.text;

function write(ctx: Needs, seen: Feedback, to: Feedback['state'] | null, change: Change): Promise<Feedback> {
  if (to === null) return writeChange(seen, change);
  const note = `The friend changed the score from ${seen.score ?? '–'} to ${change.score ?? '–'}.`;
  return writeMove(ctx, seen, { to, note }, change);
}
