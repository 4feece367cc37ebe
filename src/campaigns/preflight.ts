import type { Context } from '../context.js';
import { estimateCost, type CostEstimate } from '../deliveries/core/allowance.js';
import { messagesIn } from '../deliveries/core/content.js';
import { countOverridden, getSendingPolicy, loadContent, readAllowance, type Overridden } from '../deliveries/index.js';
import { presentFriend } from '../friends/index.js';
import type { SegmentRule } from '../segments/core/rule.js';
import { countSegment } from '../segments/index.js';
import { CampaignModel, type Campaign } from './campaign.model.js';
import { audienceRule } from './core/audience.js';
import { explainRefusals, listWayWarnings } from './core/way.js';
import { contentsOf, isPromotion } from './check-campaign.js';

const LOOKED_MAX = 50;

/** What a campaign would come to if it left now. */
export interface Preflight extends CostEstimate {
  samples: object[];
  /** Share of the audience that gets nothing, to compare with. */
  heldOut: number;
  /** Messages that other campaigns of this month, scheduled but not sent, will need of the same quota. */
  promisedElsewhere: number;
  approvalAbove: number | null;
  needsApproval: boolean;
  /** Friends who would get a broadcast although the gates would keep any other send from them; null for other ways. */
  overridden: Overridden | null;
  /** Why it would be refused as it stands now. */
  problems: string[];
  /** What a person should know before it leaves. */
  warnings: string[];
}

/** What a campaign would come to if it left now: people, bubbles, what LINE bills, what is left of quota and budget, money. */
export async function preflightCampaign(ctx: Context, campaign: Campaign): Promise<Preflight> {
  const { channelId, holdoutPercent } = campaign;
  const [{ count, samples }, allowance, policy, promisedElsewhere] = await Promise.all([
    countSegment(ctx, channelId, reachedRule(campaign)),
    readAllowance(ctx, channelId),
    getSendingPolicy(ctx, channelId),
    countPromised(campaign),
  ]);
  const isPromotional = await isPromotion(ctx, campaign);
  const accountShare = isPromotional ? policy.holdoutPercent : 0;
  const heldOut = Math.round(count * (1 - (1 - accountShare / 100) * (1 - holdoutPercent / 100)));
  const people = count - heldOut;
  const overridden =
    campaign.way === 'broadcast'
      ? await countOverridden(ctx, channelId, isPromotional ? 'promotion' : 'service')
      : null;
  return {
    ...estimateCost(allowance, people, await countBubbles(ctx, campaign)),
    samples: samples.map((friend) => presentFriend(friend, ctx.clock.now())),
    heldOut,
    promisedElsewhere,
    approvalAbove: policy.approvalAbove,
    needsApproval: policy.approvalAbove !== null && people > policy.approvalAbove,
    overridden,
    problems: overridden && isPromotional && overridden.optedOut > 0 ? [explainRefusals(overridden.optedOut)] : [],
    warnings: listWayWarnings(campaign, people, overridden),
  };
}

/** A broadcast reaches of the friends whom we know those who follow. */
const reachedRule = (campaign: Campaign): SegmentRule =>
  campaign.way === 'broadcast' ? { standing: 'following' } : audienceRule(campaign);

/** How many friends meet a campaign's rule now. */
export async function countAudience(ctx: Context, campaign: Campaign): Promise<number> {
  return (await countSegment(ctx, campaign.channelId, reachedRule(campaign))).count;
}

/** The most bubbles that a friend may get, in any variant and language. */
async function countBubbles(ctx: Context, campaign: Campaign): Promise<number> {
  const contents = contentsOf(campaign);
  const loaded = await loadContent(ctx, campaign.channelId, contents);
  return Math.max(...contents.flatMap((content) => messagesIn(content, loaded).map(({ length }) => length)));
}

/** What other campaigns of the channel are known to need: those that are being sent, with what has not left yet. */
async function countPromised({ _id, channelId }: Campaign): Promise<number> {
  const others = await CampaignModel.find(
    { channelId, state: { $in: ['scheduled', 'sending', 'paused'] }, _id: { $ne: _id } },
    { approval: 1, expectedSize: 1, outcomes: 1 },
  )
    .sort({ createdAt: -1 })
    .limit(LOOKED_MAX)
    .lean();
  return others.reduce((sum, { approval, expectedSize, outcomes }) => {
    const size = expectedSize ?? approval?.people ?? 0;
    return sum + Math.max(0, size - outcomes.accepted - outcomes.failed);
  }, 0);
}
