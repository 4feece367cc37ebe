import type { Context } from '../context.js';
import {
  findWideSend,
  getSendingPolicy,
  groupDeliveries,
  sumDeliveries,
  type DeliveryGroup,
  type WideSend,
} from '../deliveries/index.js';
import { extraCost, planOn } from '../deliveries/core/sending-policy.js';
import { countClicks, type LinkFigures } from '../links/index.js';
import { localDayOf } from '../shared/local-day.js';
import { getChannel } from '../channels/index.js';
import type { Campaign } from './campaign.model.js';
import { HOLDOUT_ARM } from './core/assignment.js';
import { measureUplift, type Uplift } from './core/experiment.js';
import { LINE_FIGURES_DEFINITION, type LineFigures } from './core/line-figures.js';
import { measureResponses, type Responses } from './measure-responses.js';

const HOUR_MS = 3_600_000;

/** What became of a campaign, or of one arm of it. */
export interface ArmReport {
  arm: string | null;
  /** Friends chosen, whatever became of it; those held out are an arm of their own. */
  planned: number;
  /** LINE took it; that is not delivered. */
  accepted: number;
  /** Accepted and billed: one per friend, however many bubbles. Of a narrowcast LINE's count; null for a broadcast. */
  billed: number | null;
  waiting: number;
  skipped: Record<string, number>;
  failed: Record<string, number>;
  unknown: number;
  clicked: number;
  converted: number;
  revenueMinor: Record<string, number>;
}

/** A campaign's report: all of it, by arm, and what it added compared with those held out. */
export interface CampaignReport {
  total: ArmReport;
  arms: ArmReport[];
  /** All clicks of people on its links, and by link; bots and previews stand apart. */
  clicks: { unique: number; total: number; links: LinkFigures[] };
  /** Null when nobody is held out or nothing counts as success. */
  uplift: Uplift | null;
  /** What the billed messages cost at most, beyond the plan's fee, as if they were the month's last; null without a plan. */
  cost: { amount: number; currency: string } | null;
  wideSend: WideReport | null;
  lineFigures: (LineFigures & { definition: string }) | null;
}

/** The one request that a campaign went out as. */
type WideReport = Pick<WideSend, 'method' | 'state' | 'recipients' | 'acceptedAt' | 'progress' | 'failure'> & {
  audienceSize: number | null;
};

/** What became of a campaign until now. */
export async function reportCampaign(ctx: Context, campaign: Campaign): Promise<CampaignReport> {
  const [groups, responses, clicks, wideSend] = await Promise.all([
    groupDeliveries(campaign._id),
    measureResponses(campaign),
    countClicks(campaign._id),
    findWideSend(campaign._id),
  ]);
  const keys = [...new Set([...groups, ...responses].map(({ arm }) => arm))].toSorted((one, other) =>
    (one ?? '').localeCompare(other ?? ''),
  );
  const arms = keys.map((key) =>
    armReport(
      key,
      groups.filter(({ arm }) => arm === key),
      responses.filter(({ arm }) => arm === key),
    ),
  );
  const got = groups.filter(({ arm }) => arm !== HOLDOUT_ARM);
  const ours = armReport(
    null,
    got,
    responses.filter(({ arm }) => arm !== HOLDOUT_ARM),
  );
  const total = { ...ours, billed: wideSend ? billedBy(wideSend, ours.billed) : ours.billed };
  return {
    total,
    arms: arms.map((one) => (wideSend && one.arm !== HOLDOUT_ARM ? { ...one, billed: total.billed } : one)),
    clicks,
    uplift: upliftOf(ctx, campaign, groups, responses),
    cost: await costOf(ctx, campaign, total.billed),
    wideSend: wideSend && presentWideSend(wideSend),
    lineFigures: campaign.lineFigures && { ...campaign.lineFigures, definition: LINE_FIGURES_DEFINITION },
  };
}

/** LINE counts whom a narrowcast reached. Of a broadcast it says only how many all broadcasts of the day reached. */
function billedBy({ method, progress, outcome }: WideSend, accepted: number | null): number | null {
  if (outcome?.state !== 'accepted') return outcome === null ? 0 : accepted;
  return method === 'narrowcast' ? (progress?.successCount ?? accepted) : null;
}

function presentWideSend({ method, state, recipients, audience, acceptedAt, progress, failure }: WideSend): WideReport {
  return { method, state, recipients, audienceSize: audience.size, acceptedAt, progress, failure };
}

function armReport(arm: string | null, groups: DeliveryGroup[], responses: Responses[]): ArmReport {
  const { byState } = sumDeliveries(groups);
  const accepted = groups.filter(({ state }) => state === 'accepted');
  const reasons = (state: DeliveryGroup['state']) =>
    sumDeliveries(groups.filter((group) => group.state === state)).byReason;
  const revenueMinor: Record<string, number> = {};
  for (const response of responses)
    for (const [currency, minor] of Object.entries(response.revenueMinor))
      revenueMinor[currency] = (revenueMinor[currency] ?? 0) + minor;
  return {
    arm,
    planned: sum(groups, ({ count }) => count),
    accepted: byState.accepted ?? 0,
    billed: sum(
      accepted.filter(({ method }) => method !== 'reply'),
      ({ count }) => count,
    ),
    waiting: (byState.planned ?? 0) + (byState.inFlight ?? 0),
    skipped: reasons('skipped'),
    failed: reasons('rejected'),
    unknown: byState.unknown ?? 0,
    clicked: sum(responses, ({ clicked }) => clicked),
    converted: sum(responses, ({ converted }) => converted),
    revenueMinor,
  };
}

/** Everybody who was meant to get it, whether it reached them or not, beside everybody who was held out: so chance alone parts them. */
function upliftOf(
  { clock }: Pick<Context, 'clock'>,
  { conversion, doneAt }: Campaign,
  groups: DeliveryGroup[],
  responses: Responses[],
): Uplift | null {
  const rateOf = (isMeant: (arm: string | null) => boolean) => ({
    total: sum(
      groups.filter(({ arm }) => isMeant(arm)),
      ({ count }) => count,
    ),
    succeeded: sum(
      responses.filter(({ arm }) => isMeant(arm)),
      ({ convertedAsIntended }) => convertedAsIntended,
    ),
  });
  const control = rateOf((arm) => arm === HOLDOUT_ARM);
  if (conversion === null || control.total === 0) return null;
  const isOver = doneAt !== null && clock.now().getTime() - doneAt.getTime() >= conversion.withinHours * HOUR_MS;
  return measureUplift(
    rateOf((arm) => arm !== HOLDOUT_ARM),
    control,
    isOver,
  );
}

async function costOf(ctx: Context, campaign: Campaign, billed: number | null): Promise<CampaignReport['cost']> {
  if (billed === null) return null;
  const { timeZone } = await getChannel(ctx, campaign.channelId);
  const { plans } = await getSendingPolicy(ctx, campaign.channelId);
  const plan = planOn(plans, localDayOf(campaign.startedAt ?? campaign.sendAt, timeZone));
  const amount = plan && extraCost(plan, plan.included, billed);
  return plan && amount !== null ? { amount, currency: plan.currency } : null;
}

const sum = <Item>(items: readonly Item[], of: (item: Item) => number) =>
  items.reduce((total, item) => total + of(item), 0);
