import type { Context } from '../context.js';
import type { FriendDocument } from '../friends/index.js';
import { untilWritten } from '../infra/mongo/model.js';
import { answerAnonymously } from './answer-anonymously.js';
import type { Cause } from './cause.js';
import { nextQuestion } from './core/next-question.js';
import type { Tap } from './core/read-answer.js';
import type { GivenAnswer } from './core/take-answer.js';
import { findResponse } from './find-response.js';
import { keepAnswer } from './keep-answer.js';
import { findSurvey, type AskedSurvey } from './load-survey.js';
import { askQuestion, thank, type SpeakingNeeds } from './say-in-chat.js';
import { SurveyResponseModel, type SurveyResponse } from './survey.model.js';

type Needs = SpeakingNeeds & Pick<Context, 'publish' | 'signal'>;

/**
 * Takes a tap of a friend: the answer is kept, the next question or thanks go out by the free reply. Null when this friend was not
 * asked that. The same event answers once, however often it is handled.
 */
export async function answerSurvey(
  ctx: Needs,
  friend: FriendDocument,
  { responseId, question, step }: Tap,
  cause: Cause,
): Promise<FriendDocument | null> {
  const asked = await findResponse({ _id: responseId, friendId: friend._id });
  const survey = asked && (await findSurvey(asked.surveyId, asked.version));
  if (!asked || !survey) return null;
  if (survey.questionnaire.isAnonymous) {
    if (step.kind !== 'answer') return friend;
    return answerAnonymously(ctx, friend, { survey, asked, question, value: step.value }, cause);
  }
  if (step.kind === 'add') return choose(ctx, friend, { survey, asked, question, choice: step.choice }, cause);
  const value = step.kind === 'done' ? chosenOf(asked, question) : step.value;
  return take(ctx, friend, { survey, asked, given: { question, value, at: cause.at, eventId: cause.eventId } }, cause);
}

/** Takes a text of a friend for the answer to a question that waits for one; null when none does. */
export async function answerByText(
  ctx: Needs,
  friend: FriendDocument,
  text: string,
  cause: Cause,
): Promise<FriendDocument | null> {
  const { eventId, at } = cause;
  const isOpen = { commentUntil: { $gt: at }, expiresAt: { $gt: at } };
  const asked = await findResponse({
    friendId: friend._id,
    $or: [isOpen, { 'answers.eventId': eventId }],
  });
  const survey = asked && (await findSurvey(asked.surveyId, asked.version));
  if (!asked || !survey) return null;
  const { answers } = asked;
  const known = answers.find((one) => one.eventId === eventId);
  const { next } = nextQuestion(survey.questionnaire, valuesOf(answers));
  const question = known?.question ?? (next?.type === 'text' ? next.key : undefined);
  if (question === undefined) return null;
  const given = { question, value: text, at, eventId };
  return take(ctx, friend, { survey, asked, given }, cause);
}

const valuesOf = (answers: readonly GivenAnswer[]) => new Map(answers.map(({ question, value }) => [question, value]));
const chosenOf = ({ chosen }: SurveyResponse, question: string) =>
  chosen.filter((one) => one.startsWith(`${question}:`)).map((one) => one.slice(question.length + 1));

interface Asked {
  survey: AskedSurvey;
  asked: SurveyResponse;
}

/** Notes one of several choices and asks for more. */
async function choose(
  ctx: Needs,
  friend: FriendDocument,
  { survey, asked, question: key, choice }: Asked & { question: string; choice: string },
  { eventId, at, reply }: Cause,
): Promise<FriendDocument> {
  const question = survey.questionnaire.questions.find((one) => one.key === key);
  const isOpen = asked.state !== 'expired' && (!asked.expiresAt || at < asked.expiresAt);
  if (question?.type !== 'multiple' || !isOpen) return friend;
  if (!question.choices.some((one) => one.key === choice)) return friend;
  const written = await untilWritten(() =>
    SurveyResponseModel.findOneAndUpdate(
      { _id: asked._id },
      { $addToSet: { chosen: `${key}:${choice}` }, $inc: { rev: 1 } },
      { returnDocument: 'after' },
    ).lean(),
  );
  if (written) await askQuestion(ctx, { survey, friend, as: `${key}:${eventId}`, reply }, question, written);
  return friend;
}

async function take(
  ctx: Needs,
  friend: FriendDocument,
  { survey, asked, given }: Asked & { given: GivenAnswer },
  { eventId, reply }: Cause,
): Promise<FriendDocument> {
  const { taken, response, friend: answered } = await keepAnswer(ctx, friend, { survey, asked, given });
  if (taken.kind === 'late' && isFull(response)) await thank(ctx, { survey, friend, as: 'full', reply }, response);
  if (taken.kind === 'refused' || taken.kind === 'late') return answered;
  const { next } = taken;
  if (next) await askQuestion(ctx, { survey, friend, as: `${next.key}:${eventId}`, reply }, next, response);
  else await thank(ctx, { survey, friend: answered, as: thanksId(survey, eventId), reply }, response);
  return answered;
}

/** Whoever never began is late while it goes on only when enough have answered. */
const isFull = ({ answers, late, expiresAt }: SurveyResponse) => {
  const at = late.at(-1)?.at;
  return answers.length === 0 && at !== undefined && (expiresAt === null || at < expiresAt);
};

const thanksId = ({ templates }: AskedSurvey, eventId: string) => (templates ? 'thanks' : `thanks:${eventId}`);
