import type { Context } from '../context.js';
import {
  findWideSend,
  groupDeliveries,
  priceSender,
  sumDeliveries,
  type DeliveryGroup,
  type SenderCost,
  type WideSend,
} from '../deliveries/index.js';
import { countClicks, type LinkFigures } from '../links/index.js';
import type { Campaign, TestDecision } from './campaign.model.js';
import { HOLDOUT_ARM } from './core/assignment.js';
import { measureUplift, type Uplift } from './core/experiment.js';
import { LINE_FIGURES_DEFINITION, type LineFigures } from './core/line-figures.js';
import { measureResponses, senderOf, type Responses } from './measure-responses.js';

const HOUR_MS = 3_600_000;

/** What became of a campaign, or of one arm of it. */
export interface ArmReport {
  arm: string | null;
  /** Friends chosen, whatever became of it; those held out are an arm of their own. */
  planned: number;
  /** LINE took it; that is not delivered. */
  accepted: number;
  /** Accepted and billed: one per friend, however many bubbles. Null of a broadcast until LINE's figures tell. */
  billed: number | null;
  /** Who counted the billed: our ledger, or LINE a broadcast or narrowcast. */
  billedBy: 'ledger' | 'line';
  waiting: number;
  skipped: Record<string, number>;
  failed: Record<string, number>;
  unknown: number;
  clicked: number;
  /** Every click of a person; of an arm, those of its friends. */
  clicks: number;
  converted: number;
  revenueMinor: Record<string, number>;
  /** What the billed messages added to the bills of their months; see `priceSender`. */
  cost: SenderCost | null;
}

/** A campaign's report: all of it, by arm, and what it added compared with those held out. */
export interface CampaignReport {
  total: ArmReport;
  arms: ArmReport[];
  /** All clicks of people on its links, and by link; bots and previews stand apart. */
  clicks: { unique: number; total: number; links: LinkFigures[] };
  /** Null when nobody is held out or nothing counts as success. */
  uplift: Uplift | null;
  /** That of the total. */
  cost: SenderCost | null;
  /** How the split test ended; null without one. */
  test: { decision: TestDecision | null } | null;
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
  const ours = armReport(
    null,
    groups.filter(({ arm }) => arm !== HOLDOUT_ARM),
    responses.filter(({ arm }) => arm !== HOLDOUT_ARM),
  );
  const counted = wideSend ? billedBy(campaign, wideSend, ours.billed) : null;
  const costOf = await priceCampaign(ctx, campaign, wideSend, counted?.billed ?? null);
  const total = { ...ours, ...counted, clicks: clicks.total, cost: costOf() };
  return {
    total,
    arms: arms.map((one) =>
      counted && one.arm !== HOLDOUT_ARM ? { ...one, ...counted, cost: total.cost } : { ...one, cost: costOf(one.arm) },
    ),
    clicks,
    uplift: upliftOf(ctx, campaign, groups, responses),
    cost: total.cost,
    test: campaign.test && { decision: campaign.decision },
    wideSend: wideSend && presentWideSend(wideSend),
    lineFigures: campaign.lineFigures && { ...campaign.lineFigures, definition: LINE_FIGURES_DEFINITION },
  };
}

/** LINE counts whom a narrowcast reached. Of a broadcast its figures tell it a day later, when they are not too few. */
function billedBy(
  { lineFigures }: Campaign,
  { method, progress, outcome }: WideSend,
  accepted: number | null,
): Pick<ArmReport, 'billed' | 'billedBy'> {
  if (outcome?.state !== 'accepted') return { billed: outcome === null ? 0 : accepted, billedBy: 'ledger' };
  if (method === 'broadcast') return { billed: lineFigures?.delivered ?? null, billedBy: 'line' };
  const count = progress?.successCount ?? null;
  return count === null ? { billed: accepted, billedBy: 'ledger' } : { billed: count, billedBy: 'line' };
}

/** The cost of an arm, or of all; of what LINE has not counted it is not known. */
async function priceCampaign(
  ctx: Context,
  campaign: Campaign,
  wideSend: WideSend | null,
  billed: number | null,
): Promise<(arm?: string | null) => SenderCost | null> {
  const { channelId } = campaign;
  if (wideSend && billed === null) return () => null;
  const whole = wideSend && { at: wideSend.settledAt ?? ctx.clock.now(), billed: billed ?? 0 };
  return priceSender(ctx, { channelId, sender: senderOf(campaign), whole });
}

function presentWideSend({ method, state, recipients, audience, acceptedAt, progress, failure }: WideSend): WideReport {
  return { method, state, recipients, audienceSize: audience.size, acceptedAt, progress, failure };
}

function armReport(arm: string | null, groups: DeliveryGroup[], responses: Responses[]): Omit<ArmReport, 'cost'> {
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
    billedBy: 'ledger',
    waiting: (byState.planned ?? 0) + (byState.inFlight ?? 0),
    skipped: reasons('skipped'),
    failed: reasons('rejected'),
    unknown: byState.unknown ?? 0,
    clicked: sum(responses, ({ clicked }) => clicked),
    clicks: sum(responses, ({ clicks }) => clicks),
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

const sum = <Item>(items: readonly Item[], of: (item: Item) => number) =>
  items.reduce((total, item) => total + of(item), 0);
