import { getChannel } from '../channels/index.js';
import type { Context } from '../context.js';
import { addDays, localDayOf } from '../shared/local-day.js';
import { CostDayModel } from './cost-day.model.js';
import { findCountedThrough } from './count-cost-days.js';
import { countCosts, countUnderWay, type CostRow, type Days } from './count-costs.js';

/**
 * What a channel's messages cost from one day to another, both within, by day and sender: days that are over as they were
 * counted once, the others from the ledger. Today holds what LINE has not counted yet, with the most that it can be.
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
  const stored = counted.flatMap(({ day, costs }) => costs.map((cost) => ({ day, ...cost, unconfirmed: 0 })));
  const openFrom = max(from, through === '' ? '' : addDays(through, 1));
  const open = openFrom > until ? [] : await countCosts(channelId, timeZone, { from: openFrom, until });
  const today = localDayOf(ctx.clock.now(), timeZone);
  const underWay = today < from || today > until ? [] : await countUnderWay(channelId, today);
  return [...stored, ...open, ...underWay].toSorted(
    (one, other) => one.day.localeCompare(other.day) || one.sender.id.localeCompare(other.sender.id),
  );
}

const min = (one: string, other: string) => (one < other ? one : other);
const max = (one: string, other: string) => (one > other ? one : other);
