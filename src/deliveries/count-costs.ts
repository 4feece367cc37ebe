import { addDays, atLocalTime } from '../shared/local-day.js';
import type { Cost } from './cost-day.model.js';
import { DeliveryModel } from './delivery.model.js';

/** What one sender cost on one day, `YYYY-MM-DD` in the channel's zone. */
export type CostRow = Cost & { day: string };

/** From one day to another, both within. */
export interface Days {
  from: string;
  until: string;
}

interface Group {
  _id: { day: string; kind: Cost['sender']['kind']; id: string; isReply: boolean };
  count: number;
}

/** What a channel's messages cost, counted from the ledger. */
export async function countCosts(channelId: string, timeZone: string, { from, until }: Days): Promise<CostRow[]> {
  const settledAt = {
    $gte: atLocalTime(from, '00:00', timeZone),
    $lt: atLocalTime(addDays(until, 1), '00:00', timeZone),
  };
  const groups = await DeliveryModel.aggregate<Group>([
    // What left in the request of another delivery cost nothing of its own.
    { $match: { channelId, settledAt, state: 'accepted', joinedTo: null } },
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
