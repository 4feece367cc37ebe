import { getChannel } from '../channels/index.js';
import type { Context } from '../context.js';
import { localDayOf } from '../shared/local-day.js';
import { costOfDays, priceDays, type BilledDay } from './core/price-days.js';
import { planOn } from './core/sending-policy.js';
import { DeliveryModel, type Delivery } from './delivery.model.js';
import { reportCosts } from './report-costs.js';
import { getSendingPolicy } from './sending-policy.js';

/** Beyond the plan's fee, in the plan's currency. */
export interface SenderCost {
  amount: number;
  currency: string;
}

interface Priced {
  channelId: string;
  sender: Pick<Delivery['sender'], 'kind' | 'id'>;
  /** A broadcast or narrowcast counted as a whole; null: its messages are counted one by one in the ledger. */
  whole: { at: Date; billed: number } | null;
}

/**
 * What a sender's messages added to the bills of their months, by the plan in force on each day: a function that tells it of one
 * arm, or without one of all. Null without a plan, when the plan sells no more, and over a change of currency.
 */
export async function priceSender(
  ctx: Context,
  { channelId, sender, whole }: Priced,
): Promise<(arm?: string | null) => SenderCost | null> {
  const { timeZone } = await getChannel(ctx, channelId);
  const { plans } = await getSendingPolicy(ctx, channelId);
  if (plans.length === 0) return () => null;
  const sent = whole
    ? [{ arm: null, day: localDayOf(whole.at, timeZone), billed: whole.billed }]
    : await countByArm(sender.id, timeZone);
  const own = sent.filter(({ billed }) => billed > 0);
  const plan = planOn(plans, localDayOf(ctx.clock.now(), timeZone));
  const nothing = plan && { amount: 0, currency: plan.currency };
  if (own.length === 0) return () => nothing;
  const prices = priceDays(plans, await countMonths(ctx, { channelId, sender, whole }, own));
  return (arm) => {
    const days = arm === undefined ? own : own.filter((one) => one.arm === arm);
    return days.length === 0 ? nothing : costOfDays(prices, days);
  };
}

/** What the channel billed on each day of the months of a sender's messages until its last one, with those as they are given. */
async function countMonths(ctx: Context, { channelId, sender }: Priced, own: BilledDay[]): Promise<BilledDay[]> {
  const days = own.map(({ day }) => day).toSorted();
  const until = days.at(-1) ?? '';
  const costs = await reportCosts(ctx, channelId, { from: `${days[0]?.slice(0, 'YYYY-MM'.length)}-01`, until });
  const others = costs.filter((cost) => cost.sender.kind !== sender.kind || cost.sender.id !== sender.id);
  const totals = new Map<string, number>();
  for (const { day, billed } of [...others, ...own]) totals.set(day, (totals.get(day) ?? 0) + billed);
  return [...totals]
    .map(([day, billed]) => ({ day, billed }))
    .toSorted((one, other) => one.day.localeCompare(other.day));
}

async function countByArm(senderId: string, timeZone: string): Promise<(BilledDay & { arm: string | null })[]> {
  const rows = await DeliveryModel.aggregate<{ _id: { arm: string | null; day: string }; billed: number }>([
    { $match: { 'sender.id': senderId, state: 'accepted', joinedTo: null, method: { $ne: 'reply' } } },
    {
      $group: {
        _id: {
          arm: { $ifNull: ['$arm', null] },
          day: { $dateToString: { date: '$settledAt', format: '%Y-%m-%d', timezone: timeZone } },
        },
        billed: { $sum: 1 },
      },
    },
  ]);
  return rows.map(({ _id, billed }) => ({ ..._id, billed }));
}
