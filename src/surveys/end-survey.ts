import type { Context } from '../context.js';
import { SURVEYS_KEPT } from '../friends/core/friend.js';
import { changeFriend, type FriendDocument } from '../friends/index.js';
import { raiseNotice } from '../notices/index.js';
import { scaleOf } from './core/question.js';
import { isLowScore } from './core/score.js';
import { surveyAnswered } from './events.js';
import type { AskedSurvey } from './load-survey.js';
import type { SurveyResponse } from './survey.model.js';

interface Ended {
  survey: AskedSurvey;
  response: SurveyResponse;
  eventId: string;
  at: Date;
}

/** What follows from the last answer: a notice for a low score, the score on the friend's record, and the announcement. */
export async function endSurvey(
  ctx: Pick<Context, 'clock' | 'publish' | 'signal'>,
  friend: FriendDocument,
  { survey, response, eventId, at }: Ended,
): Promise<FriendDocument> {
  const { _id: responseId, score } = response;
  const isLow = isLowScore(survey.questionnaire, score);
  const named = { surveyId: survey.id, surveyName: survey.questionnaire.name, responseId, score };
  if (isLow) {
    await raiseNotice(ctx, {
      _id: `survey:${responseId}`,
      channelId: friend.channelId,
      friendId: friend._id,
      kind: 'survey.lowScore',
      data: named,
    });
  }
  const answered = score === null ? friend : await noteScore(ctx, friend, survey, score, at);
  const isChanged = response.answeredBy !== eventId;
  const announced = surveyAnswered.of({ ...named, isLow, isChanged }, at);
  const id = `survey:${responseId}:${eventId}`;
  await ctx.publish([{ ...announced, id, channelId: friend.channelId, friendId: friend._id }]);
  return answered;
}

/** Of an answer that was told late, the newer one stays. */
const noteScore = (
  ctx: Pick<Context, 'clock'>,
  friend: FriendDocument,
  { id, questionnaire }: AskedSurvey,
  score: number,
  at: Date,
) =>
  changeFriend(ctx, friend, ({ surveys }) => {
    const others = surveys.filter((one) => one.id !== id);
    const known = surveys.find((one) => one.id === id);
    if (known && known.at >= at) return null;
    const main = questionnaire.questions.find(({ key }) => key === questionnaire.main);
    const scale = main?.type === 'score5' ? null : main && scaleOf(main);
    const answer = { id, score, at, ...(scale ? { scale } : {}) };
    return { set: { surveys: [answer, ...others].slice(0, SURVEYS_KEPT), segmentsCheckAt: ctx.clock.now() } };
  });
