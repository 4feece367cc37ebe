import { getChannel } from '../channels/index.js';
import type { Context } from '../context.js';
import { addDays } from '../shared/local-day.js';
import { CostDayModel } from './cost-day.model.js';
import { findCountedThrough } from './count-cost-days.js';
import { countCosts, type CostRow, type Days } from './count-costs.js';

/**
 * What a channel's messages cost from one day to another, both within, by day and sender: days that are over as they were
 * counted once, the others from the ledger.
 */
export async function reportCosts(
  ctx: Pick<Context, 'clock' | 'secrets' | 'connectLine'>,
  channelId: string,
  { from, until }: Days,
): Promise<CostRow[]> {
  const { timeZone } = await getChannel(ctx, channelId);
  const through = await findCountedThrough(ctx, channelId, timeZone);
  const counted = await CostDayModel.find({
    channelId,
    timeZone,
    day: { $gte: from, $lte: min(until, through) },
  }).lean();
  const stored = counted.flatMap(({ day, costs }) => costs.map((cost) => ({ day, ...cost })));
  const openFrom = max(from, through === '' ? '' : addDays(through, 1));
  const open = openFrom > until ? [] : await countCosts(channelId, timeZone, { from: openFrom, until });
  return [...stored, ...open].toSorted(
    (one, other) => one.day.localeCompare(other.day) || one.sender.id.localeCompare(other.sender.id),
  );
}

const min = (one: string, other: string) => (one < other ? one : other);
const max = (one: string, other: string) => (one > other ? one : other);
