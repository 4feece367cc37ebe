import type { Context } from '../context.js';
import { estimateCost, type CostEstimate } from '../deliveries/core/allowance.js';
import { messagesIn } from '../deliveries/core/content.js';
import {
  countOverridden,
  countPassing,
  getSendingPolicy,
  loadContent,
  readAllowance,
  type Overridden,
  type Passing,
} from '../deliveries/index.js';
import { presentFriend } from '../friends/index.js';
import { countSegment, segmentFilter } from '../segments/index.js';
import type { Campaign } from './campaign.model.js';
import { listAudienceWarnings, listContentWarnings } from './core/audience.js';
import { listWayWarnings } from './core/way.js';
import { askAboutCampaign, contentsOf, isPromotion, listProblems } from './check-campaign.js';
import { reachedRule } from './count-audience.js';
import { countPromised } from './count-promised.js';
import { countUnfillable, type Unfillable } from './count-unfillable.js';
import { lookAtLocalTime } from './look-at-local-time.js';
import { needsApproval } from './needs-approval.js';

/** What a campaign would come to if it left now. */
export interface Preflight extends CostEstimate {
  samples: object[];
  /** Share of the audience that gets nothing, to compare with. */
  heldOut: number;
  /** Messages that other campaigns of the same month, scheduled or being sent, will need of the quota; taken off what is left after it. */
  promisedElsewhere: number;
  approvalAbove: number | null;
  needsApproval: boolean;
  /** Friends of the audience whom the gates would keep it from now, one of them in several perhaps; null for a broadcast. */
  keptBack: (Passing['keptBack'] & { templateInvalid: number }) | null;
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
    countPromised(ctx, campaign),
  ]);
  const isPromotional = await isPromotion(ctx, campaign);
  const contentType = isPromotional ? 'promotion' : 'service';
  const isBroadcast = campaign.way === 'broadcast';
  const overridden = isBroadcast ? await countOverridden(ctx, channelId, contentType) : null;
  const audience = await segmentFilter(ctx, channelId, reachedRule(campaign));
  const passed = isBroadcast ? null : await countPassing(ctx, channelId, audience, contentType);
  const accountHoldoutPercent = isPromotional ? policy.holdoutPercent : 0;
  const unfillable =
    passed && campaign.way === 'people'
      ? await countUnfillable(ctx, campaign, { ...passed, accountHoldoutPercent })
      : NOBODY_UNFILLABLE;
  const passing = (passed?.total ?? count) - unfillable.count;
  const heldOut = Math.round(passing * (1 - (1 - accountHoldoutPercent / 100) * (1 - holdoutPercent / 100)));
  const people = passing - heldOut;
  const asked = await askAboutCampaign(ctx, campaign);
  const time = campaign.startedAt === null ? await lookAtLocalTime(ctx, campaign) : null;
  const cost = estimateCost(allowance, people, await countBubbles(ctx, campaign));
  return {
    ...cost,
    quotaLeftAfter: cost.quotaLeftAfter === null ? null : Math.max(0, cost.quotaLeftAfter - promisedElsewhere),
    samples: samples.map((friend) => presentFriend(friend, ctx.clock.now())),
    heldOut,
    promisedElsewhere,
    approvalAbove: policy.approvalAbove,
    needsApproval: await needsApproval(ctx, campaign, count),
    keptBack: passed && { ...passed.keptBack, templateInvalid: unfillable.count },
    overridden,
    problems: [...(await listProblems(ctx, campaign)), ...(time?.problem ? [time.problem] : []), ...asked.problems],
    warnings: [
      ...listAudienceWarnings(count, passing),
      ...listContentWarnings(unfillable),
      ...(time?.warning ? [time.warning] : []),
      ...listWayWarnings(campaign, people, overridden),
      ...(asked.checkedByLine ? [] : ['LINE did not answer whether it would take the messages.']),
    ],
  };
}

const NOBODY_UNFILLABLE: Unfillable = { count: 0, tried: 0, isEstimate: false, because: null };

/** The most bubbles that a friend may get, in any variant and language. */
async function countBubbles(ctx: Context, campaign: Campaign): Promise<number> {
  const contents = contentsOf(campaign);
  const loaded = await loadContent(ctx, campaign.channelId, contents);
  return Math.max(0, ...contents.flatMap((content) => messagesIn(content, loaded).map(({ length }) => length)));
}
