import { getChannel } from '../channels/index.js';
import type { Context } from '../context.js';
import { contentTypeOf, type Content } from '../deliveries/core/content.js';
import {
  askContents,
  countRefusals,
  getSendingPolicy,
  loadContent,
  pinContent,
  renderForAll,
  type PlacedContent,
} from '../deliveries/index.js';
import { AppError, InvalidInputError } from '../errors.js';
import { findMessageSet, findRuleProblems, requireTemplates } from '../messages/index.js';
import { checkRule, getKnown } from '../segments/index.js';
import type { Campaign } from './campaign.model.js';
import type { Schedule } from './core/campaign.js';
import { firstTimeOf } from './core/schedule.js';
import { explainRefusals, listWayProblems, type WayFacts } from './core/way.js';

const AHEAD_DAYS_MAX = 731; // two years: a time beyond is a slip of the pen
const DAY_MS = 24 * 3_600_000;

type Checked = Omit<WayFacts, 'accountHoldoutPercent'> & Pick<Campaign, 'channelId' | 'content'>;

/** Checks that a campaign can be sent as it stands: its rules speak of what there is, its content exists, its times lie ahead. */
export async function checkCampaign(ctx: Context, campaign: Checked): Promise<void> {
  for (const check of checksOf(ctx, campaign)) await check();
}

/** The same for a person to read: everything for which a campaign would be refused as it stands, each in a sentence. */
export async function listProblems(ctx: Context, campaign: Checked): Promise<string[]> {
  const problems = new Set<string>();
  for (const check of [...checksOf(ctx, campaign), () => checkRefusals(ctx, campaign)])
    try {
      await check();
    } catch (error) {
      if (!(error instanceof AppError) || error.code === 'store_unavailable') throw error;
      problems.add(error.message);
    }
  return [...problems];
}

function checksOf(ctx: Context, campaign: Checked): (() => Promise<void>)[] {
  const { channelId, audience, exclude, content, test, schedule } = campaign;
  const rules = exclude ? [audience, exclude] : [audience];
  const contents = contentsOf({ content, test });
  return [
    ...rules.map((rule) => async () => checkRule(ctx, channelId, rule, await getKnown(ctx, channelId, rules))),
    ...contents.map((one) => async () => {
      if ('template' in one) requireTemplates(ctx.templates, [one.template]);
    }),
    async () => void (await pinContents({ channelId, content, test })),
    ...contents.map((one) => () => checkVariants(ctx, channelId, one)),
    async () => checkTime(schedule, ctx.clock.now(), (await getChannel(ctx, channelId)).timeZone),
    () => checkWay(ctx, campaign),
  ];
}

/** The rules of a message set speak of what there is, also when it was deleted since that version was saved. */
async function checkVariants(ctx: Context, channelId: string, content: Content): Promise<void> {
  if (!('messageSet' in content)) return;
  const set = await findMessageSet(channelId, content.messageSet, content.version);
  const problems = set === null ? [] : await findRuleProblems(ctx, channelId, set);
  if (problems.length > 0)
    throw new InvalidInputError('invalid_input', `Message set ${set?.name}: ${problems.join('; ')}.`, { problems });
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
async function checkWay(ctx: Context, campaign: Checked): Promise<void> {
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

/** Asks LINE whether it would take what a campaign says; `checkedByLine` is false when it does not answer. */
export const askAboutCampaign = (
  ctx: Context,
  campaign: Pick<Campaign, 'channelId' | 'content' | 'test'>,
): ReturnType<typeof askContents> => askContents(ctx, campaign.channelId, placedContentsOf(campaign));

/** Throws what LINE would not take, before it is saved; LINE being away keeps nobody from saving. */
export async function requireTaken(
  ctx: Context,
  campaign: Pick<Campaign, 'channelId' | 'content' | 'test'>,
): Promise<void> {
  const { problems } = await askAboutCampaign(ctx, campaign);
  if (problems.length > 0) throw new InvalidInputError('invalid_input', `${problems.join('; ')}.`, { problems });
}

/** Everything that a campaign may say. */
export const contentsOf = (campaign: Pick<Campaign, 'content' | 'test'>): Content[] =>
  placedContentsOf(campaign).map(({ content }) => content);

const placedContentsOf = ({ content, test }: Pick<Campaign, 'content' | 'test'>): PlacedContent[] =>
  test ? test.arms.map((arm) => ({ where: `arm ${arm.key}`, content: arm.content })) : [{ where: 'content', content }];

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
