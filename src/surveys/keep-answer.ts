import type { Context } from '../context.js';
import { ConflictError } from '../errors.js';
import type { FriendDocument } from '../friends/index.js';
import { untilWritten } from '../infra/mongo/model.js';
import { commentUntilOf } from './ask-survey.js';
import { mainScore } from './core/score.js';
import { takeAnswer, type GivenAnswer, type Taken } from './core/take-answer.js';
import { findResponse } from './find-response.js';
import { followAnswer } from './follow-answer.js';
import { isQuotaFull } from './is-quota-full.js';
import type { AskedSurvey } from './load-survey.js';
import { SurveyResponseModel, type SurveyResponse } from './survey.model.js';

const TRIES_MAX = 20; // answers of one friend come one after the other; more losses in a row than this is a bug

interface Given {
  survey: AskedSurvey;
  asked: SurveyResponse;
  given: GivenAnswer;
}

const LEFT_MS = 10 * 60_000; // who writes a long comment is not hurried, and who is unhappy is not left waiting

/** What became of an answer, with the asking and the friend as they are then. */
export interface KeptAnswer {
  taken: Taken;
  response: SurveyResponse;
  friend: FriendDocument;
}

/**
 * Keeps an answer, given in the chat or on the page, and does what follows from a score and from the last answer. The same event answers
 * once. Whoever begins when enough have answered is late.
 */
export async function keepAnswer(
  ctx: Pick<Context, 'clock' | 'publish' | 'signal'>,
  friend: FriendDocument,
  { survey, asked, given }: Given,
): Promise<KeptAnswer> {
  const { taken, response } = await keep(survey, asked, given);
  if (taken.kind === 'refused' || taken.kind === 'late') return { taken, response, friend };
  const { eventId, at, question } = given;
  const isLast = taken.next === null;
  if (!isLast && question !== survey.questionnaire.main) return { taken, response, friend };
  return { taken, response, friend: await followAnswer(ctx, friend, { survey, response, eventId, at, isLast }) };
}

/** Keeps what was decided; decides again when another event of the friend was faster. */
async function keep(
  survey: AskedSurvey,
  asked: SurveyResponse,
  given: GivenAnswer,
): Promise<Pick<KeptAnswer, 'taken' | 'response'>> {
  let response = asked;
  for (let attempt = 0; attempt < TRIES_MAX; attempt += 1) {
    const { answers, replaced, late } = response;
    const isFull = answers.length === 0 && (await isQuotaFull(survey));
    const closesAt = isFull ? given.at : response.expiresAt;
    const taken = takeAnswer(survey.questionnaire, { answers, replaced, late }, given, closesAt);
    if (taken.kind === 'refused' || taken.kind === 'repeated') return { taken, response };
    const change = { ...taken.kept, ...(taken.kind === 'late' ? {} : progress(survey, response, taken, given)) };
    const leftAt = taken.kind === 'late' ? response.leftAt : leftAtOf(response, taken, given);
    const written = await untilWritten(() =>
      SurveyResponseModel.collection.updateOne(
        { _id: response._id as never, rev: revIs(response) },
        {
          $set: { ...change, rev: response.rev + 1, ...(leftAt ? { leftAt } : {}) },
          ...(leftAt ? {} : { $unset: { leftAt: '' } }),
        },
      ),
    );
    if (written.matchedCount === 1) return { taken, response: { ...response, ...change } };
    response = (await findResponse({ _id: asked._id })) ?? response;
  }
  throw new ConflictError(`Survey response ${asked._id} is being changed by too many writers at once.`);
}

/** Askings that were stored without a revision are at the first. */
const revIs = ({ rev }: SurveyResponse) => (rev === 0 ? { $in: [0, null] } : rev);

function progress(
  survey: AskedSurvey,
  response: SurveyResponse,
  { kept, next }: Extract<Taken, { next: unknown }>,
  { eventId, at }: GivenAnswer,
) {
  const commentUntil = commentUntilOf(survey, next, at);
  const state: SurveyResponse['state'] = next ? 'asked' : 'answered';
  const score = mainScore(survey.questionnaire, kept.answers);
  const { answeredAt, answeredBy } = response;
  if (!next) return { state, commentUntil, score, answeredAt: answeredAt ?? at, answeredBy: answeredBy ?? eventId };
  // Who changes the way they went is not there yet: what they had said stands until they come to the end.
  const stands = score ?? response.score;
  return {
    state: answeredAt === null ? state : ('answered' as const),
    commentUntil,
    score: stands,
    answeredAt,
    answeredBy,
  };
}

/** When an asking counts as left, should nothing more be answered; undefined at its end. */
function leftAtOf(
  { expiresAt }: Pick<SurveyResponse, 'expiresAt'>,
  { next }: Extract<Taken, { next: unknown }>,
  { at }: GivenAnswer,
): Date | undefined {
  if (!next) return undefined;
  const leftAt = new Date(at.getTime() + LEFT_MS);
  return expiresAt && expiresAt < leftAt ? expiresAt : leftAt;
}
