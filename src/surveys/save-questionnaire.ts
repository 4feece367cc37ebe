import type { Context } from '../context.js';
import { InvalidInputError } from '../errors.js';
import type { Version } from '../infra/mongo/versions.js';
import { readTagging } from '../tags/index.js';
import type { Questionnaire } from './core/questionnaire.js';
import { forgetSurveys, questionnaires } from './load-survey.js';

/** Saves a questionnaire, or the next version of `edited`; InvalidInputError for a rule with a tag that there is not. */
export async function saveQuestionnaire(
  ctx: Pick<Context, 'actor' | 'clock'>,
  channelId: string,
  questionnaire: Questionnaire,
  edited: { id: string; version: number } | null = null,
): Promise<Version<Questionnaire>> {
  const { behaviours } = await readTagging(ctx, channelId);
  const unknown = questionnaire.rules.flatMap(({ tagIds }) => tagIds).find((tagId) => !behaviours.has(tagId));
  if (unknown !== undefined)
    throw new InvalidInputError('invalid_input', `rules name the tag ${unknown}, which channel ${channelId} has not.`);
  const saved = edited
    ? await questionnaires.update(ctx, edited.id, edited.version, questionnaire)
    : await questionnaires.create(ctx, channelId, questionnaire);
  forgetSurveys(channelId);
  return saved;
}
