import { createHash } from 'node:crypto';
import type { Context } from '../context.js';
import { deliver } from '../deliveries/index.js';
import { getFriend } from '../friends/index.js';
import { insertNew } from '../infra/mongo/model.js';
import { SurveyModel, SurveyResponseModel, type Survey, type SurveyResponse } from './survey.model.js';

export const ASK_SURVEY = 'surveys.ask';

interface Trigger {
  channelId: string;
  friendId: string;
  activityId: string;
  kind: string;
  at: Date;
}

/** Schedules every survey that this activity triggers, once per survey and activity. */
export async function scheduleSurveys(
  ctx: Pick<Context, 'clock' | 'wake'>,
  { channelId, friendId, activityId, kind, at }: Trigger,
): Promise<void> {
  const now = ctx.clock.now();
  const surveys = await SurveyModel.find({ channelId, 'trigger.activityKind': kind }).limit(50).lean();
  const scheduled = surveys.map((survey): SurveyResponse => ({
    _id: responseId(survey, activityId),
    channelId,
    surveyId: survey._id,
    friendId,
    state: 'scheduled',
    askAt: new Date(at.getTime() + survey.delaySeconds * 1000),
    score: null,
    answeredAt: null,
    answeredBy: null,
    createdAt: now,
  }));
  await insertNew(SurveyResponseModel, scheduled);
  for (const { _id, askAt } of scheduled)
    ctx.wake(ASK_SURVEY, [{ responseId: _id }], { delayMs: askAt.getTime() - now.getTime() });
}

// Short, because it travels in postback data of at most 300 characters.
const responseId = (survey: Survey, activityId: string) =>
  createHash('sha256').update(`${survey._id}/${activityId}`).digest('base64url').slice(0, 22);

/** Asks a scheduled survey when its time has come. */
export async function askSurvey(ctx: Context, responseId: string): Promise<void> {
  const response = await SurveyResponseModel.findById(responseId).lean();
  if (!response || response.state !== 'scheduled' || response.askAt > ctx.clock.now()) return;
  const survey = await SurveyModel.findById(response.surveyId).lean();
  if (!survey) return;
  await deliver(ctx, {
    id: `survey:${responseId}:ask`,
    friend: await getFriend(response.friendId),
    sender: { kind: 'survey', id: survey._id },
    content: { template: survey.templates.ask, values: { responseId } },
  });
  await SurveyResponseModel.updateOne({ _id: responseId, state: 'scheduled' }, { $set: { state: 'asked' } });
}
