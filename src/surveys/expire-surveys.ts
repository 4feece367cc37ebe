import type { Context } from '../context.js';
import { findFriendBehind, findFriendDocument } from '../friends/index.js';
import { mainScore } from './core/score.js';
import { endSurvey } from './end-survey.js';
import { listResponses } from './find-response.js';
import { findSurvey } from './load-survey.js';
import { SurveyResponseModel, type SurveyResponse } from './survey.model.js';

const SWEEP_MAX = 500;

/** Closes askings whose time is over. A score that was given counts, also when what was asked after it was left open. */
export async function expireSurveys(ctx: Pick<Context, 'clock' | 'publish' | 'signal'>): Promise<void> {
  const now = ctx.clock.now();
  const over = await listResponses({ state: 'asked', expiresAt: { $lte: now } }, { expiresAt: 1 }, SWEEP_MAX);
  const unanswered = over.filter(({ answers }) => answers.length === 0).map(({ _id }) => _id);
  if (unanswered.length > 0)
    await SurveyResponseModel.updateMany({ _id: { $in: unanswered }, state: 'asked' }, { $set: { state: 'expired' } });
  for (const response of over) if (response.answers.length > 0) await endUnfinished(ctx, response, now);
}

/** What follows from the score is done first: a process that dies in between does it again, to no effect. */
async function endUnfinished(
  ctx: Pick<Context, 'clock' | 'publish' | 'signal'>,
  response: SurveyResponse,
  at: Date,
): Promise<void> {
  const { _id, surveyId, version, friendId, answers, rev } = response;
  const survey = await findSurvey(surveyId, version);
  const score = survey ? mainScore(survey.questionnaire, answers) : null;
  const eventId = `expired/${_id}`;
  const answered = score === null ? {} : { score, answeredAt: at, answeredBy: eventId };
  const found = score === null ? null : await findFriendBehind(friendId);
  const friend = found && (await findFriendDocument(found._id));
  if (survey && friend) await endSurvey(ctx, friend, { survey, response: { ...response, ...answered }, eventId, at });
  await SurveyResponseModel.updateOne({ _id, state: 'asked', rev }, { $set: { state: 'expired', ...answered } });
}
