import { getChannel } from '../channels/index.js';
import type { Context } from '../context.js';
import { contentTypeOf, type Content } from '../deliveries/core/content.js';
import { loadContent, pinContent } from '../deliveries/index.js';
import { InvalidInputError } from '../errors.js';
import { requireTemplates } from '../messages/index.js';
import { checkRule, getKnown } from '../segments/index.js';
import type { Campaign } from './campaign.model.js';
import { firstTimeOf } from './core/schedule.js';

/** Checks that a campaign can be sent as it stands: its rules speak of what there is, its content exists, its times lie ahead. */
export async function checkCampaign(
  ctx: Context,
  {
    channelId,
    audience,
    exclude,
    content,
    test,
    schedule,
  }: Pick<Campaign, 'channelId' | 'audience' | 'exclude' | 'content' | 'test' | 'schedule'>,
): Promise<void> {
  const known = await getKnown(ctx, channelId);
  for (const rule of exclude ? [audience, exclude] : [audience]) await checkRule(channelId, rule, known);
  for (const one of contentsOf({ content, test }))
    if ('template' in one) requireTemplates(ctx.templates, [one.template]);
  await pinContents({ channelId, content, test });
  const { timeZone } = await getChannel(ctx, channelId);
  if (schedule.kind === 'recurring' && firstTimeOf(schedule, ctx.clock.now(), timeZone) === null)
    throw new InvalidInputError('invalid_input', `schedule: there is no such time until ${schedule.until}.`);
}

/** Everything that a campaign may say. */
export const contentsOf = ({ content, test }: Pick<Campaign, 'content' | 'test'>): Content[] =>
  test ? test.arms.map((arm) => arm.content) : [content];

/** A campaign of which any content is a promotion keeps to what holds for promotions. */
export async function isPromotion(
  ctx: Context,
  campaign: Pick<Campaign, 'channelId' | 'content' | 'test'>,
): Promise<boolean> {
  const contents = contentsOf(campaign);
  const loaded = await loadContent(ctx, campaign.channelId, contents);
  return contents.some((content) => contentTypeOf(content, loaded) === 'promotion');
}

/** The campaign with the versions of its message sets fixed, so that what was checked is what is sent. */
export async function pinContents<Given extends Pick<Campaign, 'channelId' | 'content' | 'test'>>(
  given: Given,
): Promise<Given> {
  const pin = (content: Content) => pinContent(given.channelId, content);
  const content = await pin(given.content);
  if (!given.test) return { ...given, content };
  const arms = await Promise.all(given.test.arms.map(async (arm) => ({ ...arm, content: await pin(arm.content) })));
  return { ...given, content, test: { ...given.test, arms } };
}
