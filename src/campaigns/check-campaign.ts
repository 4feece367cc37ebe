import { getChannel } from '../channels/index.js';
import type { Context } from '../context.js';
import type { Content } from '../deliveries/core/content.js';
import { contentTypeOf, countRefusals, getSendingPolicy, renderForAll } from '../deliveries/index.js';
import { InvalidInputError } from '../errors.js';
import { requireTemplates } from '../messages/index.js';
import { checkRule, getKnown } from '../segments/index.js';
import type { Campaign } from './campaign.model.js';
import { firstTimeOf } from './core/schedule.js';
import { explainRefusals, listWayProblems, type WayFacts } from './core/way.js';

/** Checks that a campaign can be sent as it stands: its rules speak of what there is, its content exists, its times lie ahead. */
export async function checkCampaign(
  ctx: Context,
  campaign: Omit<WayFacts, 'accountHoldoutPercent'> & Pick<Campaign, 'channelId' | 'content'>,
): Promise<void> {
  const { channelId, audience, exclude, content, test, schedule } = campaign;
  const known = await getKnown(ctx, channelId);
  for (const rule of exclude ? [audience, exclude] : [audience]) await checkRule(channelId, rule, known);
  for (const one of contentsOf({ content, test }))
    if ('template' in one) requireTemplates(ctx.templates, [one.template]);
  const { timeZone } = await getChannel(ctx, channelId);
  if (schedule.kind === 'recurring' && firstTimeOf(schedule, ctx.clock.now(), timeZone) === null)
    throw new InvalidInputError('invalid_input', `schedule: there is no such time until ${schedule.until}.`);
  await checkWay(ctx, campaign);
}

/** What goes out as one request must be one message for all. */
async function checkWay(ctx: Context, campaign: Parameters<typeof checkCampaign>[1]): Promise<void> {
  const { channelId, way, content } = campaign;
  const { holdoutPercent } = await getSendingPolicy(ctx, channelId);
  const accountHoldoutPercent = isPromotion(ctx, campaign) ? holdoutPercent : 0;
  const problems = listWayProblems({ ...campaign, accountHoldoutPercent });
  if (problems.length > 0) throw new InvalidInputError('invalid_input', problems.join(' '), { problems });
  if (way !== 'people') await renderForAll(ctx, channelId, content);
}

/** Throws when a promotion would be broadcast to friends who refused promotions, with how many they are. */
export async function checkRefusals(
  ctx: Pick<Context, 'templates'>,
  campaign: Pick<Campaign, 'channelId' | 'way' | 'content' | 'test'>,
): Promise<void> {
  if (campaign.way !== 'broadcast' || !isPromotion(ctx, campaign)) return;
  const refusals = await countRefusals(campaign.channelId);
  if (refusals > 0) throw new InvalidInputError('invalid_input', explainRefusals(refusals));
}

/** Everything that a campaign may say. */
export const contentsOf = ({ content, test }: Pick<Campaign, 'content' | 'test'>): Content[] =>
  test ? test.arms.map((arm) => arm.content) : [content];

/** A campaign of which any content is a promotion keeps to what holds for promotions. */
export const isPromotion = (ctx: Pick<Context, 'templates'>, campaign: Pick<Campaign, 'content' | 'test'>): boolean =>
  contentsOf(campaign).some((content) => contentTypeOf(ctx, content) === 'promotion');
