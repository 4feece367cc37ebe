import type { Context } from '../context.js';
import { surveyLeft } from './events.js';
import { findResponse } from './find-response.js';
import { opinionOf } from './follow-answer.js';
import { findSurvey } from './load-survey.js';
import { SurveyResponseModel } from './survey.model.js';

export const LEAVE_SURVEY = 'surveys.leave';
const SWEEP_MAX = 500;

/** Announces, once, that a friend left questions open: what they did answer counts from then on. */
export async function leaveSurvey(ctx: Pick<Context, 'clock' | 'publish'>, responseId: string): Promise<void> {
  const response = await findResponse({ _id: responseId });
  const { leftAt } = response ?? {};
  const survey = response && (await findSurvey(response.surveyId, response.version));
  if (!response || !survey || leftAt === undefined || leftAt > ctx.clock.now()) return;
  const { channelId, friendId, answers } = response;
  const announced = surveyLeft.of(opinionOf(survey, response), leftAt);
  const id = `survey:${responseId}:left:${answers.at(-1)?.eventId ?? ''}`;
  await ctx.publish([{ ...announced, id, channelId, friendId }]);
  await SurveyResponseModel.updateOne({ _id: responseId, leftAt }, { $unset: { leftAt: '' } });
}

/** Wakes what is to be told as left. */
export async function sweepLeft(ctx: Pick<Context, 'clock' | 'wake'>): Promise<void> {
  const left = await SurveyResponseModel.find({ leftAt: { $lte: ctx.clock.now() } }, { _id: 1 })
    .sort({ leftAt: 1 })
    .limit(SWEEP_MAX)
    .lean();
  ctx.wake(
    LEAVE_SURVEY,
    left.map(({ _id }) => ({ responseId: _id })),
  );
}
