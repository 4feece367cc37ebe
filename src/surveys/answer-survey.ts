import type { Context } from '../context.js';
import { deliver, type DeliverInput } from '../deliveries/index.js';
import { SURVEYS_KEPT } from '../friends/core/friend.js';
import { changeFriend, type FriendDocument } from '../friends/index.js';
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
 * Takes a friend's answer: the first one counts and stands on the friend, thanks go out by the free reply, and a low score
 * raises a notice. Null when this friend was not asked that. A later tap on another score changes nothing.
 */
export async function answerSurvey(
  ctx: Pick<Context, 'clock' | 'wake'>,
  friend: FriendDocument,
  answer: Answer,
): Promise<FriendDocument | null> {
  const { responseId, score, eventId, at, reply } = answer;
  const asked = await SurveyResponseModel.findOne({ _id: responseId, friendId: friend._id }).lean();
  const survey = asked && (await SurveyModel.findById(asked.surveyId).lean());
  if (!asked || !survey) return null;
  const taken = await SurveyResponseModel.updateOne(
    { _id: responseId, $or: [{ state: { $in: ['scheduled', 'asked'] } }, { answeredBy: eventId }] },
    { $set: { state: 'answered', score, answeredAt: at, answeredBy: eventId } },
  );
  if (taken.matchedCount === 0) return friend;
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
  const answered = await changeFriend(ctx, friend, ({ surveys }) => {
    const others = surveys.filter(({ id }) => id !== survey._id);
    const known = surveys.find(({ id }) => id === survey._id);
    if (known && known.at >= at) return null;
    return {
      set: {
        surveys: [{ id: survey._id, score, at }, ...others].slice(0, SURVEYS_KEPT),
        segmentsCheckAt: ctx.clock.now(),
      },
    };
  });
  await deliver(ctx, {
    id: `survey:${responseId}:thanks`,
    friend: answered,
    sender: { kind: 'survey', id: survey._id },
    content: { template: isLow ? survey.templates.sorry : survey.templates.thanks, values: {} },
    reply,
  });
  return answered;
}
