import { SurveyResponseModel, type SurveyResponse } from './survey.model.js';

/** Ends an asking that came to nothing, with the reason, while it is as it was seen. */
export async function skipAsking(
  { _id, state }: Pick<SurveyResponse, '_id' | 'state'>,
  reason: NonNullable<SurveyResponse['reason']>,
): Promise<void> {
  const skipped = { $set: { state: 'skipped' as const, reason, commentUntil: null }, $unset: { lookAt: '' } };
  await SurveyResponseModel.updateOne({ _id, state }, skipped);
}

/** Ends those of a cause that nobody was asked yet: it was taken back. */
export async function takeBackAskings(friendId: string, cause: string): Promise<void> {
  await SurveyResponseModel.updateMany(
    { friendId, cause, state: 'scheduled' },
    { $set: { state: 'skipped', reason: 'takenBack' }, $unset: { lookAt: '' } },
  );
}
