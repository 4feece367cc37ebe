import { getChannel } from '../channels/index.js';
import type { Context } from '../context.js';
import { InvalidInputError } from '../errors.js';
import type { Version } from '../infra/mongo/versions.js';
import { readTagging } from '../tags/index.js';
import type { Questionnaire } from './core/questionnaire.js';
import { checkTriggers } from './check-triggers.js';
import { forgetSurveys, questionnaires } from './load-survey.js';
import { requireDaysAhead } from './require-ahead.js';

/**
 * Saves a questionnaire, or the next version of `edited`; InvalidInputError for a rule with a tag and a trigger with a stage that
 * there is not or a day that is over, and for one that asks on a page which the channel cannot open.
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
  const former = edited ? (await questionnaires.get(edited.id)).definition.triggers.map(keyOf) : [];
  const added = questionnaire.triggers.filter((trigger) => !former.includes(keyOf(trigger)));
  await checkTriggers(ctx, channelId, added);
  await requireDaysAhead(ctx, channelId, added);
  if (questionnaire.asks.where === 'onPage') await requirePage(ctx, channelId);
  const saved = edited
    ? await questionnaires.update(ctx, edited.id, edited.version, questionnaire)
    : await questionnaires.create(ctx, channelId, questionnaire);
  forgetSurveys(channelId);
  return saved;
}

const keyOf = (trigger: Questionnaire['triggers'][number]) => JSON.stringify(trigger);

async function requirePage(ctx: Parameters<typeof getChannel>[0], channelId: string): Promise<void> {
  const { liffId, loginChannelId } = await getChannel(ctx, channelId);
  const missing = liffId === null ? 'liffId' : 'loginChannelId';
  if (liffId === null || loginChannelId === null)
    throw new InvalidInputError(
      'invalid_input',
      `asks onPage needs a page inside LINE, and channel ${channelId} has no ${missing}; give it one, or ask inChat.`,
    );
}
