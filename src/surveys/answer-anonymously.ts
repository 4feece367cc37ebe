import { getTimeZone } from '../channels/index.js';
import type { FriendDocument } from '../friends/index.js';
import { newToken } from '../infra/ids.js';
import { untilWritten } from '../infra/mongo/model.js';
import { localDayOf } from '../shared/local-day.js';
import type { Cause } from './cause.js';
import { fitAnswer, type AnswerValue } from './core/answer-value.js';
import { nextQuestion } from './core/next-question.js';
import type { AskedSurvey } from './load-survey.js';
import { askQuestion, thank, type SpeakingNeeds } from './say-in-chat.js';
import { AnonymousAnswerModel, SurveyResponseModel, type SurveyResponse } from './survey.model.js';

interface Given {
  survey: AskedSurvey;
  asked: SurveyResponse;
  question: string;
  value: AnswerValue;
}

/**
 * Takes an answer without who gave it: the asking notes only that the question was answered, the answer is kept apart under a random id
 * with the day. So it cannot be changed, and of a process that dies between the two writes the answer is lost, never counted twice.
 */
export async function answerAnonymously(
  ctx: SpeakingNeeds,
  friend: FriendDocument,
  { survey, asked, question: key, value: given }: Given,
  { at, reply }: Cause,
): Promise<FriendDocument> {
  const { questionnaire, id: surveyId, channelId, version } = survey;
  const question = questionnaire.questions.find((one) => one.key === key);
  const value = question && fitAnswer(question, given);
  const isNext = wayAfter(survey, asked.done)?.key === key;
  if (!question || value === undefined || version === null) return friend;
  if (asked.expiresAt && at >= asked.expiresAt) return friend;
  if (isNext) {
    const isLast = wayAfter(survey, [...asked.done, key]) === null;
    const taken = await untilWritten(() =>
      SurveyResponseModel.updateOne(
        { _id: asked._id, done: { $ne: key } },
        { $addToSet: { done: key }, $set: isLast ? { state: 'answered' } : {}, $inc: { rev: 1 } },
      ),
    );
    if (taken.modifiedCount === 1) {
      const day = localDayOf(ctx.clock.now(), await getTimeZone(channelId));
      const answer = { _id: newToken(), channelId, surveyId, version, question: key, value, day };
      await AnonymousAnswerModel.collection.insertOne(answer as never);
    }
  }
  const done = isNext ? [...asked.done, key] : asked.done;
  if (!done.includes(key)) return friend;
  const next = wayAfter(survey, done);
  // Named after the question, not after the event: what is said next tells nothing of the answer.
  if (next) await askQuestion(ctx, { survey, friend, as: next.key, reply }, next, { _id: asked._id, chosen: [] });
  else await thank(ctx, { survey, friend, as: 'thanks', reply }, asked, false);
  return friend;
}

/** The question after those that are done: without branches, what was answered does not matter. */
const wayAfter = ({ questionnaire }: AskedSurvey, done: readonly string[]) =>
  nextQuestion(questionnaire, new Map(done.map((key) => [key, null]))).next;
