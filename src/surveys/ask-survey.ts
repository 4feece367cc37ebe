import { getChannel } from '../channels/index.js';
import type { Context } from '../context.js';
import { findDelivery } from '../deliveries/index.js';
import { getFriendBehind, type Friend } from '../friends/index.js';
import { CHECK_SENT, SENT_BY_MS } from './check-sent.js';
import { waitForStaff } from './core/wait-for-staff.js';
import type { Question } from './core/question.js';
import { findResponse } from './find-response.js';
import { isQuotaFull } from './is-quota-full.js';
import { findSurvey, type AskedSurvey } from './load-survey.js';
import { askQuestion, invite, messageIdOf, type SpeakingNeeds } from './say-in-chat.js';
import { skipAsking } from './skip-asking.js';
import { surveyPageOf } from './survey-page.js';
import { SurveyResponseModel } from './survey.model.js';
import { takeTurn } from './take-turn.js';

type Needs = SpeakingNeeds & Pick<Context, 'liff' | 'takeFreeReply'>;

const HOUR_MS = 3600 * 1000;

/**
 * Asks a scheduled survey when its time has come, unless enough have answered or the friend was asked something lately. While staff
 * have the chat it waits. It goes by a free reply where one is to spare.
 */
export async function askSurvey(ctx: Needs, responseId: string): Promise<void> {
  const now = ctx.clock.now();
  const response = await findResponse({ _id: responseId });
  if (!response || response.state !== 'scheduled' || response.askAt > now) return;
  const survey = await findSurvey(response.surveyId, response.version);
  const first = survey?.questionnaire.questions[0];
  if (!survey || !first) return;
  const friend = await getFriendBehind(response.friendId);
  const place = await placeOf(ctx, survey, responseId);
  if (!place) return skipAsking(response, 'noPage');
  if (await isQuotaFull(survey)) return skipAsking(response, 'quota');
  const wait = waitForStaff(friend, response, survey.questionnaire, now);
  if (wait.kind === 'giveUp') return skipAsking(response, 'staffHasChat');
  if (wait.kind === 'wait') return lookAgain(responseId, wait.until);
  if (!(await takeTurn(survey, friend._id, responseId, now))) return skipAsking(response, 'quiet');
  const said = { survey, friend, as: 'ask', isUnasked: true, reply: await findReply(ctx, friend, responseId) };
  if (place.where === 'onPage') await invite(ctx, said, { _id: responseId, ...place });
  else await askQuestion(ctx, said, first, { _id: responseId, chosen: [] });
  const [expiresAt, commentUntil] = [expiryOf(survey, now), commentUntilOf(survey, first, now)];
  const lookAt = new Date(now.getTime() + SENT_BY_MS);
  const asked = { state: 'asked' as const, expiresAt, commentUntil, lookAt };
  await SurveyResponseModel.updateOne({ _id: responseId, state: 'scheduled' }, { $set: asked });
  ctx.wake(CHECK_SENT, [{ responseId }], { delayMs: SENT_BY_MS });
}

async function lookAgain(responseId: string, lookAt: Date): Promise<void> {
  await SurveyResponseModel.updateOne({ _id: responseId, state: 'scheduled' }, { $set: { lookAt } });
}

/** A free reply for the first message, once. */
async function findReply(ctx: Needs, { _id: friendId }: Friend, responseId: string) {
  const isPlanned = (await findDelivery(messageIdOf(responseId, 'ask'))) !== null;
  return isPlanned ? null : ctx.takeFreeReply(friendId);
}

/** Where a friend answers; null when that is a page and the channel has no LIFF app for it any more. */
async function placeOf(ctx: Needs, { channelId, questionnaire: { asks } }: AskedSurvey, responseId: string) {
  if (asks.where === 'inChat') return asks;
  const url = surveyPageOf(ctx, await getChannel(ctx, channelId), responseId);
  return url === null ? null : { ...asks, url };
}

/** Until when the next text in the chat is the answer to a question; null when it does not ask for a text there. */
export const commentUntilOf = ({ questionnaire }: AskedSurvey, question: Question | null, at: Date): Date | null =>
  questionnaire.asks.where === 'inChat' && question?.type === 'text'
    ? new Date(at.getTime() + questionnaire.commentWithinMinutes * 60_000)
    : null;

/** A survey that asks by a template never expired, and those who were asked may still answer. */
const expiryOf = ({ questionnaire, templates }: AskedSurvey, now: Date) =>
  templates ? null : new Date(now.getTime() + questionnaire.expiresAfterHours * HOUR_MS);
