import { askingOfDelivery } from './say-in-chat.js';
import { SurveyResponseModel, SurveyTurnModel, type SurveyResponse } from './survey.model.js';

type Reason = NonNullable<SurveyResponse['reason']>;
const KNOWN: Record<string, Reason> = { staffHasChat: 'staffHasChat', blocked: 'blocked' };

/**
 * The message that was to ask a friend was not sent: they were not asked, and the next survey may. What is no first question, and an
 * asking that was answered, stay as they are.
 */
export async function noteNotAsked(deliveryId: string, why: string): Promise<void> {
  const responseId = askingOfDelivery(deliveryId);
  if (responseId === null) return;
  const reason = KNOWN[why] ?? 'notSent';
  await SurveyResponseModel.updateOne(
    { _id: responseId, state: { $in: ['scheduled', 'asked'] }, 'answers.0': { $exists: false } },
    { $set: { state: 'skipped', reason } },
  );
  const skipped = await SurveyResponseModel.findOne({ _id: responseId, state: 'skipped' }, { friendId: 1 }).lean();
  if (skipped) await SurveyTurnModel.deleteOne({ friendId: skipped.friendId, responseId });
}
