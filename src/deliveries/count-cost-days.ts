import { getChannel, listChannelIds } from '../channels/index.js';
import type { Context } from '../context.js';
import { withLease } from '../infra/mongo/lease.js';
import { insertNew } from '../infra/mongo/model.js';
import { addDays, atLocalTime, localDayOf } from '../shared/local-day.js';
import { CostDayModel } from './cost-day.model.js';
import { DeliveryModel } from './delivery.model.js';
import { countCosts } from './count-costs.js';
import { WideSendModel } from './wide-send.model.js';

export const COUNT_COST_DAYS = 'deliveries.count-cost-days';

const HOUR_MS = 3_600_000; // an outcome dated before midnight is written long before then
const LEASE_MS = 60_000;

type Needs = Pick<Context, 'clock' | 'secrets' | 'connectLine'>;

/** Counts the days of a channel that are over and not counted yet, one after the other. */
export async function countCostDays(ctx: Context, channelId: string): Promise<void> {
  await withLease(ctx.clock, `costs/${channelId}`, LEASE_MS, async (renew) => {
    const { timeZone } = await getChannel(ctx, channelId);
    while (await renew()) {
      const day = await findUncountedDay(ctx, channelId, timeZone);
      if (day === null) return;
      const rows = await countCosts(channelId, timeZone, { from: day, until: day });
      const costs = rows.map(({ sender, billed, savedByReply }) => ({ sender, billed, savedByReply }));
      await insertNew(CostDayModel, [{ _id: `${channelId}/${timeZone}/${day}`, channelId, timeZone, day, costs }]);
    }
  });
}

/** Wakes the counting for channels with a day that is over and not counted. */
export async function sweepCostDays(ctx: Context): Promise<void> {
  for (const channelId of await listChannelIds()) {
    const { timeZone } = await getChannel(ctx, channelId);
    // Only a clock ahead of its time counts a day that is not over.
    await CostDayModel.deleteMany({ channelId, timeZone, day: { $gt: lastDayOver(ctx.clock.now(), timeZone) } });
    if ((await findUncountedDay(ctx, channelId, timeZone)) !== null) ctx.wake(COUNT_COST_DAYS, [{ channelId }]);
  }
}

/** The last day that is over and counted; empty when none is. Days after it hold what is to be counted from the ledger. */
export async function findCountedThrough(
  { clock }: Pick<Context, 'clock'>,
  channelId: string,
  timeZone: string,
): Promise<string> {
  const over = { $lte: lastDayOver(clock.now(), timeZone) };
  const newest = await CostDayModel.findOne({ channelId, timeZone, day: over }, { day: 1 }).sort({ day: -1 }).lean();
  return newest?.day ?? '';
}

/** The first day with outcomes after those that are counted, when it is over. */
async function findUncountedDay(ctx: Needs, channelId: string, timeZone: string): Promise<string | null> {
  const through = await findCountedThrough(ctx, channelId, timeZone);
  const from = through === '' ? new Date(0) : atLocalTime(addDays(through, 1), '00:00', timeZone);
  const settled = { channelId, settledAt: { $gte: from } };
  const firsts = await Promise.all([
    DeliveryModel.findOne(settled, { settledAt: 1 }).sort({ settledAt: 1 }).lean(),
    WideSendModel.findOne(settled, { settledAt: 1 }).sort({ settledAt: 1 }).lean(),
  ]);
  const days = firsts.flatMap((first) => (first?.settledAt ? [localDayOf(first.settledAt, timeZone)] : []));
  const day = days.toSorted()[0] ?? null;
  return day !== null && day <= lastDayOver(ctx.clock.now(), timeZone) ? day : null;
}

const lastDayOver = (now: Date, timeZone: string) =>
  addDays(localDayOf(new Date(now.getTime() - HOUR_MS), timeZone), -1);
