import type { Context } from '../context.js';
import { InvalidInputError } from '../errors.js';
import { findFriendBehind, findFriendDocument, publishOutbox, setAttributes } from '../friends/index.js';
import { raiseNotice } from '../notices/index.js';
import { applyTags } from '../tags/index.js';
import { holds } from './core/answer-value.js';
import { nextQuestion } from './core/next-question.js';
import { findResponse } from './find-response.js';
import { findSurvey } from './load-survey.js';

interface Answered {
  friendId: string;
  responseId: string;
  eventId: string;
  at: Date;
}

/**
 * Applies the tags and sets the attributes that answers are to give. What a rule wants and the channel does not allow any longer raises
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
  const values = new Map(response.answers.map(({ question, value }) => [question, value]));
  const onWay = nextQuestion(survey.questionnaire, values).answered.map(({ key }) => key);
  const met = survey.questionnaire.rules.filter(
    ({ question, when }) => onWay.includes(question) && holds(when, values.get(question) ?? null),
  );
  const tagIds = [...new Set(met.flatMap((rule) => rule.tagIds))];
  const friend = await findFriendDocument(friendId);
  if (friend && tagIds.length > 0) {
    const source = { kind: 'survey', id: survey.id, name: survey.questionnaire.name };
    const applications = tagIds.map((tagId) => ({ tagId, weight: 1, at, eventId, source }));
    await publishOutbox(ctx, await applyTags(ctx, friend, applications));
  }
  const attributes = Object.assign({}, ...met.map((rule) => rule.attributes)) as Record<
    string,
    string | number | boolean
  >;
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
