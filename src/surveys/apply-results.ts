import type { Context } from '../context.js';
import { InvalidInputError } from '../errors.js';
import { findFriendBehind, findFriendDocument, publishOutbox, setAttributes } from '../friends/index.js';
import { raiseNotice } from '../notices/index.js';
import { applyTags, removeTags } from '../tags/index.js';
import { resultsOf } from './core/results.js';
import { findResponse } from './find-response.js';
import { findSurvey } from './load-survey.js';

interface Answered {
  friendId: string;
  responseId: string;
  eventId: string;
  at: Date;
}

/**
 * Applies the tags and sets the attributes that answers are to give, and takes back what a replaced answer gave. What a rule wants and the channel does not allow any longer raises
 * a notice; the rest is done.
 */
export async function applyResults(
  ctx: Pick<Context, 'clock' | 'publish' | 'signal'>,
  { friendId: given, responseId, eventId, at }: Answered,
): Promise<void> {
  const response = await findResponse({ _id: responseId });
  const survey = response && (await findSurvey(response.surveyId, response.version));
  const friendId = (await findFriendBehind(given))?._id;
  if (!response || !survey || friendId === undefined) return;
  const friend = await findFriendDocument(friendId);
  if (!friend) return;
  const { tagIds, tagsOver, attributes } = resultsOf(survey.questionnaire, response, friend, {
    surveyId: survey.id,
    now: ctx.clock.now(),
  });
  const source = { kind: 'survey', id: survey.id, name: survey.questionnaire.name };
  let tagged = friend;
  if (tagsOver.length > 0) {
    const removals = tagsOver.map((tagId) => ({ tagId, at, eventId, source }));
    tagged = await publishOutbox(ctx, await removeTags(ctx, tagged, removals));
  }
  if (tagIds.length > 0) {
    const applications = tagIds.map((tagId) => ({ tagId, weight: 1, at, eventId, source }));
    await publishOutbox(ctx, await applyTags(ctx, tagged, applications));
  }
  if (Object.keys(attributes).length === 0) return;
  try {
    await setAttributes(ctx, friendId, attributes);
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    const data = { surveyId: survey.id, surveyName: survey.questionnaire.name, problem: error.message };
    await raiseNotice(ctx, {
      _id: `survey:${survey.id}:${survey.version}:rules`,
      channelId: survey.channelId,
      friendId: null,
      kind: 'survey.rulesFailed',
      data,
    });
  }
}
