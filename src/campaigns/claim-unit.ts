import { gatewayOf } from '../channels/index.js';
import type { Context } from '../context.js';
import { insertNew } from '../infra/mongo/model.js';
import { LineError } from '../line/errors.js';
import { AGGREGATION_UNITS_PER_MONTH_MAX, LINE_TIME_ZONE } from '../line/limits.js';
import { localDayOf } from '../shared/local-day.js';
import { AggregationUnitModel, type AggregationUnit } from './aggregation-unit.model.js';
import { CampaignModel, type Campaign } from './campaign.model.js';
import { NO_FIGURES } from './core/line-figures.js';
import { firstReadAt } from './read-line-figures.js';

const RESERVED = 50; // of LINE's 1,000 names a month, for what else uses the channel
export const UNITS_PLANNED_MAX = AGGREGATION_UNITS_PER_MONTH_MAX - RESERVED;

/**
 * The aggregation unit under which a campaign sends this month, claimed the first time; undefined when the month has no name
 * left, which is noted on the campaign: LINE itself would ignore one more without a word.
 */
export async function claimUnit(ctx: Context, campaign: Campaign): Promise<string | undefined> {
  const now = ctx.clock.now();
  const month = localDayOf(now, LINE_TIME_ZONE).slice(0, 7);
  const known = campaign.units.find((unit) => unit.month === month);
  if (known) return known.name ?? undefined;
  const sharedBy = campaign.occurrenceOf ?? campaign._id;
  const name = await claim(ctx, { channelId: campaign.channelId, month, campaignId: sharedBy, claimedAt: now });
  await CampaignModel.updateOne(
    { _id: campaign._id, 'units.month': { $ne: month } },
    {
      $push: { units: { month, name } },
      ...(name === null ? withoutUnit(campaign) : { $set: { lineFiguresAt: firstReadAt(now) } }),
    },
  );
  return name ?? undefined;
}

/** What a campaign says of its figures when the month had no name for it; what LINE counted before stays. */
const withoutUnit = ({ lineFigures }: Campaign) =>
  lineFigures === null ? { $set: { lineFigures: { ...NO_FIGURES, state: 'noUnitLeft' as const } } } : {};

type Claim = Pick<AggregationUnit, 'channelId' | 'month' | 'campaignId' | 'claimedAt'>;

/** Takes the next free place of the month. Of several at once, each gets a place of its own; the same campaign gets one. */
async function claim(ctx: Context, wanted: Claim): Promise<string | null> {
  const { channelId, month, campaignId } = wanted;
  const name = `c_${campaignId}`;
  if (await AggregationUnitModel.exists({ channelId, month, name })) return name;
  if (await isUsedUp(ctx, channelId)) return null;
  for (;;) {
    const place = (await AggregationUnitModel.countDocuments({ channelId, month })) + 1;
    if (place > UNITS_PLANNED_MAX) return null;
    await insertNew(AggregationUnitModel, [{ ...wanted, _id: `${channelId}/${month}/${place}`, name }]);
    if (await AggregationUnitModel.exists({ channelId, month, name })) return name;
  }
}

/** What else uses the channel may have used up LINE's names. When LINE does not say, our own plan counts alone. */
async function isUsedUp(ctx: Context, channelId: string): Promise<boolean> {
  const gateway = await gatewayOf(ctx, channelId);
  try {
    return (await gateway.countAggregationUnits()) >= AGGREGATION_UNITS_PER_MONTH_MAX;
  } catch (error) {
    if (!(error instanceof LineError)) throw error;
    ctx.log.warn({ err: error, channelId }, 'aggregation units could not be counted');
    return false;
  }
}
