import { getTimeZone } from '../channels/index.js';
import type { Context } from '../context.js';
import { newToken } from '../infra/ids.js';
import { untilWritten } from '../infra/mongo/model.js';
import { localDayOf } from '../shared/local-day.js';
import { fitAnswer, type AnswerValue } from './core/answer-value.js';
import { nextQuestion } from './core/next-question.js';
import type { Question } from './core/question.js';
import { isQuotaFull } from './is-quota-full.js';
import type { AskedSurvey } from './load-survey.js';
import { AnonymousAnswerModel, SurveyResponseModel, type SurveyResponse } from './survey.model.js';

interface Given {
  survey: AskedSurvey;
  asked: SurveyResponse;
  question: string;
  value: AnswerValue;
  at: Date;
}

/** What became of an anonymous answer. `repeated`: the question was answered before, and that stays. */
export type KeptAnonymously =
  { kind: 'taken' | 'repeated'; next: Question | null } | { kind: 'late' } | { kind: 'refused' };

/**
 * Keeps an answer without who gave it: the asking notes only that the question was answered, the answer is kept apart under a random id
 * with the day. So it cannot be changed, and of a process that dies between the two writes the answer is lost, never counted twice.
 */
export async function keepAnonymously(
  ctx: Pick<Context, 'clock'>,
  { survey, asked, question: key, value: given, at }: Given,
): Promise<KeptAnonymously> {
  const { questionnaire, version } = survey;
  const question = questionnaire.questions.find((one) => one.key === key);
  const value = question && fitAnswer(question, given);
  if (!question || value === undefined || version === null) return { kind: 'refused' };
  if (asked.expiresAt && at >= asked.expiresAt) return { kind: 'late' };
  if (asked.done.length === 0 && (await isQuotaFull(survey))) return { kind: 'late' };
  if (asked.done.includes(key)) return { kind: 'repeated', next: wayAfter(survey, asked.done) };
  if (wayAfter(survey, asked.done)?.key !== key) return { kind: 'refused' };
  const next = wayAfter(survey, [...asked.done, key]);
  const taken = await untilWritten(() =>
    SurveyResponseModel.updateOne(
      { _id: asked._id, done: { $ne: key } },
      { $addToSet: { done: key }, $set: next ? {} : { state: 'answered' }, $inc: { rev: 1 } },
    ),
  );
  if (taken.modifiedCount === 0) return { kind: 'repeated', next };
  const { id: surveyId, channelId } = survey;
  const day = localDayOf(ctx.clock.now(), await getTimeZone(channelId));
  const answer = { _id: newToken(), channelId, surveyId, version, question: key, value, day };
  await AnonymousAnswerModel.collection.insertOne(answer as never);
  return { kind: 'taken', next };
}

/** The question after those that are done: without branches, what was answered does not matter. */
const wayAfter = ({ questionnaire }: AskedSurvey, done: readonly string[]) =>
  nextQuestion(questionnaire, new Map(done.map((key) => [key, null]))).next;
