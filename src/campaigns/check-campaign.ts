import { getChannel } from '../channels/index.js';
import type { Context } from '../context.js';
import type { Content } from '../deliveries/core/content.js';
import { contentTypeOf } from '../deliveries/index.js';
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
  const { timeZone } = await getChannel(ctx, channelId);
  if (schedule.kind === 'recurring' && firstTimeOf(schedule, ctx.clock.now(), timeZone) === null)
    throw new InvalidInputError('invalid_input', `schedule: there is no such time until ${schedule.until}.`);
}

/** Everything that a campaign may say. */
export const contentsOf = ({ content, test }: Pick<Campaign, 'content' | 'test'>): Content[] =>
  test ? test.arms.map((arm) => arm.content) : [content];

/** A campaign of which any content is a promotion keeps to what holds for promotions. */
export const isPromotion = (ctx: Pick<Context, 'templates'>, campaign: Pick<Campaign, 'content' | 'test'>): boolean =>
  contentsOf(campaign).some((content) => contentTypeOf(ctx, content) === 'promotion');
