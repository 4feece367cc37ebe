import { getChannel } from '../channels/index.js';
import type { Context } from '../context.js';
import { addDays, atLocalTime } from '../shared/local-day.js';
import { CostDayModel, type Cost } from './cost-day.model.js';
import { findCountedThrough } from './count-cost-days.js';
import { DeliveryModel } from './delivery.model.js';

/** What one sender cost on one day, `YYYY-MM-DD` in the channel's zone. */
export type CostRow = Cost & { day: string };

interface Days {
  from: string;
  until: string;
}

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

interface Group {
  _id: { day: string; kind: Cost['sender']['kind']; id: string; isReply: boolean };
  count: number;
}

/** The same, all of it counted from the ledger. */
export async function countCosts(channelId: string, timeZone: string, { from, until }: Days): Promise<CostRow[]> {
  const settledAt = {
    $gte: atLocalTime(from, '00:00', timeZone),
    $lt: atLocalTime(addDays(until, 1), '00:00', timeZone),
  };
  const groups = await DeliveryModel.aggregate<Group>([
    { $match: { channelId, settledAt, state: 'accepted' } },
    {
      $group: {
        _id: {
          day: { $dateToString: { date: '$settledAt', format: '%Y-%m-%d', timezone: timeZone } },
          kind: '$sender.kind',
          id: { $cond: [{ $eq: ['$sender.kind', 'api'] }, 'api', '$sender.id'] },
          isReply: { $eq: ['$method', 'reply'] },
        },
        count: { $sum: 1 },
      },
    },
  ]);
  const costs = new Map<string, CostRow>();
  for (const { _id, count } of groups) {
    const key = `${_id.day}/${_id.kind}/${_id.id}`;
    const row = costs.get(key) ?? { day: _id.day, sender: { kind: _id.kind, id: _id.id }, billed: 0, savedByReply: 0 };
    if (_id.isReply) row.savedByReply += count;
    else row.billed += count;
    costs.set(key, row);
  }
  return [...costs.values()];
}

const min = (one: string, other: string) => (one < other ? one : other);
const max = (one: string, other: string) => (one > other ? one : other);
