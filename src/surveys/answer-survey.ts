import type { Context } from '../context.js';
import { deliver, type DeliverInput } from '../deliveries/index.js';
import type { FriendDocument } from '../friends/index.js';
import { raiseNotice } from '../notices/index.js';
import { SurveyModel, SurveyResponseModel } from './survey.model.js';

interface Answer {
  responseId: string;
  score: number;
  eventId: string;
  at: Date;
  reply: DeliverInput['reply'];
}

/**
 * Takes a friend's answer: the first one counts, thanks go out by the free reply, and a low score raises a notice. False
 * when this friend was not asked that. A later tap on another score changes nothing.
 */
export async function answerSurvey(
  ctx: Pick<Context, 'clock' | 'wake'>,
  friend: FriendDocument,
  answer: Answer,
): Promise<boolean> {
  const { responseId, score, eventId, at, reply } = answer;
  const asked = await SurveyResponseModel.findOne({ _id: responseId, friendId: friend._id }).lean();
  const survey = asked && (await SurveyModel.findById(asked.surveyId).lean());
  if (!asked || !survey) return false;
  const taken = await SurveyResponseModel.updateOne(
    { _id: responseId, $or: [{ state: { $in: ['scheduled', 'asked'] } }, { answeredBy: eventId }] },
    { $set: { state: 'answered', score, answeredAt: at, answeredBy: eventId } },
  );
  if (taken.matchedCount === 0) return true;
  const isLow = score <= survey.lowScoreMax;
  if (isLow) {
    await raiseNotice(ctx, {
      _id: `survey:${responseId}`,
      channelId: friend.channelId,
      friendId: friend._id,
      kind: 'survey.lowScore',
      data: { surveyId: survey._id, surveyName: survey.name, responseId, score },
    });
  }
  await deliver(ctx, {
    id: `survey:${responseId}:thanks`,
    friend,
    sender: { kind: 'survey', id: survey._id },
    content: { template: isLow ? survey.templates.sorry : survey.templates.thanks, values: {} },
    reply,
  });
  return true;
}
