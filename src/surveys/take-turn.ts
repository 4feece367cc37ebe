import { isDuplicateKey, untilWritten } from '../infra/mongo/model.js';
import type { AskedSurvey } from './load-survey.js';
import { SurveyTurnModel } from './survey.model.js';

const DAY_MS = 24 * 3600 * 1000;

/** Notes that the friend is asked now, when their last time is long enough ago; of two surveys at once, one gets the turn. */
export async function takeTurn(
  { questionnaire: { quietDays } }: AskedSurvey,
  friendId: string,
  responseId: string,
  now: Date,
): Promise<boolean> {
  const latest = await SurveyTurnModel.findById(friendId).lean();
  if (latest?.responseId === responseId) return true;
  const quietSince = new Date(now.getTime() - quietDays * DAY_MS);
  if (latest && quietDays > 0 && latest.askedAt > quietSince) return false;
  const before = latest && { askedAt: latest.askedAt, responseId: latest.responseId };
  const turn = { friendId, responseId, askedAt: now, before };
  // As it was seen: whoever else took it meanwhile was faster.
  const seen = latest ? { responseId: latest.responseId } : { responseId };
  try {
    await untilWritten(() => SurveyTurnModel.updateOne({ _id: friendId, ...seen }, { $set: turn }, { upsert: true }));
    return true;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return quietDays === 0 || (await SurveyTurnModel.exists({ _id: friendId, responseId })) !== null;
  }
}

/** Gives a turn back that came to nothing: the friend was not asked, so the time before counts again. */
export async function giveBackTurn(friendId: string, responseId: string): Promise<void> {
  const taken = await SurveyTurnModel.findOne({ _id: friendId, responseId }).lean();
  if (!taken) return;
  if (taken.before) {
    const turn = { ...taken.before, before: null };
    await untilWritten(() => SurveyTurnModel.updateOne({ _id: friendId, responseId }, { $set: turn }));
  } else await SurveyTurnModel.deleteOne({ _id: friendId, responseId });
}
