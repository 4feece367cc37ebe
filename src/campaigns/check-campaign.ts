import { getChannel } from '../channels/index.js';
import type { Context } from '../context.js';
import { contentTypeOf, type Content } from '../deliveries/core/content.js';
import { countRefusals, getSendingPolicy, loadContent, pinContent, renderForAll } from '../deliveries/index.js';
import { InvalidInputError } from '../errors.js';
import { requireTemplates } from '../messages/index.js';
import { checkRule, getKnown } from '../segments/index.js';
import type { Campaign } from './campaign.model.js';
import type { Schedule } from './core/campaign.js';
import { firstTimeOf } from './core/schedule.js';
import { explainRefusals, listWayProblems, type WayFacts } from './core/way.js';

const AHEAD_DAYS_MAX = 731; // two years: a time beyond is a slip of the pen
const DAY_MS = 24 * 3_600_000;

/** Checks that a campaign can be sent as it stands: its rules speak of what there is, its content exists, its times lie ahead. */
export async function checkCampaign(
  ctx: Context,
  campaign: Omit<WayFacts, 'accountHoldoutPercent'> & Pick<Campaign, 'channelId' | 'content'>,
): Promise<void> {
  const { channelId, audience, exclude, content, test, schedule } = campaign;
  const rules = exclude ? [audience, exclude] : [audience];
  const known = await getKnown(ctx, channelId, rules);
  for (const rule of rules) await checkRule(ctx, channelId, rule, known);
  for (const one of contentsOf({ content, test }))
    if ('template' in one) requireTemplates(ctx.templates, [one.template]);
  await pinContents({ channelId, content, test });
  const { timeZone } = await getChannel(ctx, channelId);
  checkTime(schedule, ctx.clock.now(), timeZone);
  await checkWay(ctx, campaign);
}

function checkTime(schedule: Schedule, now: Date, timeZone: string): void {
  const at = firstTimeOf(schedule, now, timeZone);
  if (schedule.kind === 'recurring' && at === null)
    throw new InvalidInputError('invalid_input', `schedule: there is no such time until ${schedule.until}.`);
  if (at !== null && at.getTime() - now.getTime() > AHEAD_DAYS_MAX * DAY_MS)
    throw new InvalidInputError(
      'invalid_input',
      `schedule: ${at.toISOString()} is too far ahead; a campaign can leave in at most ${AHEAD_DAYS_MAX} days.`,
    );
}

/** What goes out as one request must be one message for all. */
async function checkWay(ctx: Context, campaign: Parameters<typeof checkCampaign>[1]): Promise<void> {
  const { channelId, way, content } = campaign;
  const { holdoutPercent } = await getSendingPolicy(ctx, channelId);
  const accountHoldoutPercent = (await isPromotion(ctx, campaign)) ? holdoutPercent : 0;
  const problems = listWayProblems({ ...campaign, accountHoldoutPercent });
  if (problems.length > 0) throw new InvalidInputError('invalid_input', problems.join(' '), { problems });
  if (way !== 'people') await renderForAll(ctx, channelId, content);
}

/** Throws when a promotion would be broadcast to friends who refused promotions, with how many they are. */
export async function checkRefusals(
  ctx: Context,
  campaign: Pick<Campaign, 'channelId' | 'way' | 'content' | 'test'>,
): Promise<void> {
  if (campaign.way !== 'broadcast' || !(await isPromotion(ctx, campaign))) return;
  const refusals = await countRefusals(campaign.channelId);
  if (refusals > 0) throw new InvalidInputError('invalid_input', explainRefusals(refusals));
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

/**
 * The campaign with the versions of its message sets fixed, so that what was checked is what is sent. Plain messages that do
 * not say what they are for are a promotion: a campaign is what refusals, promotion caps and the holdout are made for.
 */
export async function pinContents<Given extends Pick<Campaign, 'channelId' | 'content' | 'test'>>(
  given: Given,
): Promise<Given> {
  const pin = (content: Content) =>
    pinContent(given.channelId, 'messages' in content ? { contentType: 'promotion', ...content } : content);
  const content = await pin(given.content);
  if (!given.test) return { ...given, content };
  const arms = await Promise.all(given.test.arms.map(async (arm) => ({ ...arm, content: await pin(arm.content) })));
  return { ...given, content, test: { ...given.test, arms } };
}
