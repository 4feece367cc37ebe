import { getChannel } from '../channels/index.js';
import type { Context } from '../context.js';
import { InvalidInputError } from '../errors.js';
import type { Version } from '../infra/mongo/versions.js';
import { readTagging } from '../tags/index.js';
import type { Questionnaire } from './core/questionnaire.js';
import { forgetSurveys, questionnaires } from './load-survey.js';
import { requireDaysAhead } from './require-ahead.js';

/**
 * Saves a questionnaire, or the next version of `edited`; InvalidInputError for a rule with a tag that there is not, and for one that
 * asks on a page which the channel cannot open.
 */
export async function saveQuestionnaire(
  ctx: Pick<Context, 'actor' | 'clock' | 'listNames' | 'secrets' | 'connectLine'>,
  channelId: string,
  questionnaire: Questionnaire,
  edited: { id: string; version: number } | null = null,
): Promise<Version<Questionnaire>> {
  const { behaviours } = await readTagging(ctx, channelId);
  const unknown = questionnaire.rules.flatMap(({ tagIds }) => tagIds).find((tagId) => !behaviours.has(tagId));
  if (unknown !== undefined)
    throw new InvalidInputError('invalid_input', `rules name the tag ${unknown}, which channel ${channelId} has not.`);
  if (questionnaire.asks.where === 'onPage') await requirePage(ctx, channelId);
  await requireDaysAhead(ctx, channelId, questionnaire, edited);
  const saved = edited
    ? await questionnaires.update(ctx, edited.id, edited.version, questionnaire)
    : await questionnaires.create(ctx, channelId, questionnaire);
  forgetSurveys(channelId);
  return saved;
}

async function requirePage(ctx: Parameters<typeof getChannel>[0], channelId: string): Promise<void> {
  const { liffId, loginChannelId } = await getChannel(ctx, channelId);
  const missing = liffId === null ? 'liffId' : 'loginChannelId';
  if (liffId === null || loginChannelId === null)
    throw new InvalidInputError(
      'invalid_input',
      `asks onPage needs a page inside LINE, and channel ${channelId} has no ${missing}; give it one, or ask inChat.`,
    );
}
