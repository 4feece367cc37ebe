import type { Context } from '../context.js';
import { SURVEYS_KEPT } from '../friends/core/friend.js';
import { changeFriend, type FriendDocument } from '../friends/index.js';
import { raiseNotice } from '../notices/index.js';
import { scaleOf } from './core/question.js';
import { isLowScore } from './core/score.js';
import { surveyAnswered, surveyScored } from './events.js';
import type { AskedSurvey } from './load-survey.js';
import type { SurveyResponse } from './survey.model.js';

interface Answered {
  survey: AskedSurvey;
  response: SurveyResponse;
  eventId: string;
  at: Date;
  /** Whether it was the last answer; else it was a score. */
  isLast: boolean;
}

/** What follows from a score or the last answer: a notice for a low score, the score on the friend's record, the announcement. */
export async function followAnswer(
  ctx: Pick<Context, 'clock' | 'publish' | 'signal'>,
  friend: FriendDocument,
  { survey, response, eventId, at, isLast }: Answered,
): Promise<FriendDocument> {
  const { score } = response;
  const said = opinionOf(survey, response);
  if (said.isLow) {
    await raiseNotice(ctx, {
      _id: `survey:${response._id}`,
      channelId: friend.channelId,
      friendId: friend._id,
      kind: 'survey.lowScore',
      data: { surveyId: said.surveyId, surveyName: said.surveyName, responseId: said.responseId, score },
    });
  }
  const answered = score === null ? friend : await noteScore(ctx, friend, survey, score, at);
  const isChanged = response.answeredBy !== eventId;
  const announced = isLast ? surveyAnswered.of({ ...said, isChanged }, at) : surveyScored.of(said, at);
  const id = `survey:${response._id}:${eventId}`;
  await ctx.publish([{ ...announced, id, channelId: friend.channelId, friendId: friend._id }]);
  return answered;
}

/** What is announced of an asking. */
export const opinionOf = (
  { id: surveyId, questionnaire }: AskedSurvey,
  { _id: responseId, score }: Pick<SurveyResponse, '_id' | 'score'>,
) => ({ surveyId, surveyName: questionnaire.name, responseId, score, isLow: isLowScore(questionnaire, score) });

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
