import { getChannel } from '../channels/index.js';
import type { Context } from '../context.js';
import { getFriendBehind } from '../friends/index.js';
import { isDuplicateKey, untilWritten } from '../infra/mongo/model.js';
import type { Question } from './core/question.js';
import { findResponse } from './find-response.js';
import { isQuotaFull } from './is-quota-full.js';
import { findSurvey, type AskedSurvey } from './load-survey.js';
import { ASK, askQuestion, invite, type SpeakingNeeds } from './say-in-chat.js';
import { surveyPageOf } from './survey-page.js';
import { SurveyResponseModel, SurveyTurnModel, type SurveyResponse } from './survey.model.js';

type Needs = SpeakingNeeds & Pick<Context, 'liff' | 'takeFreeReply'>;

const HOUR_MS = 3600 * 1000;
const DAY_MS = 24 * HOUR_MS;

/**
 * Asks a scheduled survey when its time has come, unless enough have answered, the friend was asked something lately, staff have the
 * chat or the friend cannot be reached. Who is not asked is asked by the next survey as if nothing had been.
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
  if (!place) return skip(response, 'noPage');
  if (friend.standing === 'blocked') return skip(response, 'blocked');
  if (await isQuotaFull(survey)) return skip(response, 'quota');
  const isHeld = friend.conversation !== null && friend.conversation.heldSince !== null;
  if (!isHeld && !(await takeTurn(survey, friend._id, responseId, now))) return skip(response, 'quiet');
  const said = { survey, friend, as: ASK, reply: isHeld ? null : await ctx.takeFreeReply(friend._id) };
  if (place.where === 'onPage') await invite(ctx, said, { _id: responseId, ...place });
  else await askQuestion(ctx, said, first, { _id: responseId, chosen: [] });
  // The delivery is held back, and its line in the thread shows staff that it was.
  if (isHeld) return skip(response, 'staffHasChat');
  await SurveyResponseModel.updateOne(
    { _id: responseId, state: 'scheduled' },
    { $set: { state: 'asked', expiresAt: expiryOf(survey, now), commentUntil: commentUntilOf(survey, first, now) } },
  );
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

/** Notes that the friend is asked now, when their last time is long enough ago; of two surveys at once, one gets the turn. */
async function takeTurn(
  { questionnaire: { quietDays } }: AskedSurvey,
  friendId: string,
  responseId: string,
  now: Date,
): Promise<boolean> {
  const quietSince = new Date(now.getTime() - quietDays * DAY_MS);
  const isFree = quietDays === 0 ? {} : { $or: [{ responseId }, { askedAt: { $lte: quietSince } }] };
  const turn = { friendId, responseId, askedAt: now };
  try {
    await untilWritten(() => SurveyTurnModel.updateOne({ _id: friendId, ...isFree }, { $set: turn }, { upsert: true }));
    return true;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return (await SurveyTurnModel.exists({ _id: friendId, responseId })) !== null;
  }
}

async function skip(
  { _id }: Pick<SurveyResponse, '_id'>,
  reason: NonNullable<SurveyResponse['reason']>,
): Promise<void> {
  await SurveyResponseModel.updateOne({ _id, state: 'scheduled' }, { $set: { state: 'skipped', reason } });
}
