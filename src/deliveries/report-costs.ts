import { getChannel } from '../channels/index.js';
import type { Context } from '../context.js';
import { addDays, atLocalTime } from '../shared/local-day.js';
import { DeliveryModel, type Delivery } from './delivery.model.js';

/** What one sender cost on one day: people billed, and answers that a reply gave for nothing. */
export interface CostRow {
  /** `YYYY-MM-DD` in the channel's zone. */
  day: string;
  sender: { kind: Delivery['sender']['kind']; id: string };
  billed: number;
  /** Accepted by reply: each would have been billed as a push. */
  savedByReply: number;
}

interface Row {
  _id: { day: string; kind: Delivery['sender']['kind']; id: string; isReply: boolean };
  count: number;
}

/** What a channel's messages cost from one day to another, both within, by day and sender; counted from the ledger. */
export async function reportCosts(
  ctx: Pick<Context, 'clock' | 'secrets' | 'connectLine'>,
  channelId: string,
  days: { from: string; until: string },
): Promise<CostRow[]> {
  const { timeZone } = await getChannel(ctx, channelId);
  const settledAt = {
    $gte: atLocalTime(days.from, '00:00', timeZone),
    $lt: atLocalTime(addDays(days.until, 1), '00:00', timeZone),
  };
  const rows = await DeliveryModel.aggregate<Row>([
    { $match: { channelId, settledAt, state: 'accepted' } },
    {
      $group: {
        _id: {
          day: { $dateToString: { date: '$settledAt', format: '%Y-%m-%d', timezone: timeZone } },
          kind: '$sender.kind',
          id: '$sender.id',
          isReply: { $eq: ['$method', 'reply'] },
        },
        count: { $sum: 1 },
      },
    },
  ]);
  const costs = new Map<string, CostRow>();
  for (const { _id, count } of rows) {
    const key = `${_id.day}/${_id.kind}/${_id.id}`;
    const row = costs.get(key) ?? { day: _id.day, sender: { kind: _id.kind, id: _id.id }, billed: 0, savedByReply: 0 };
    if (_id.isReply) row.savedByReply += count;
    else row.billed += count;
    costs.set(key, row);
  }
  return [...costs.values()].toSorted(
    (one, other) => one.day.localeCompare(other.day) || one.sender.id.localeCompare(other.sender.id),
  );
}
