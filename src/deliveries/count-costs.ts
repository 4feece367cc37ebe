import { addDays, atLocalTime, localDayOf } from '../shared/local-day.js';
import type { Cost } from './cost-day.model.js';
import { DeliveryModel } from './delivery.model.js';
import { WideSendModel, type WideSend } from './wide-send.model.js';

/** What one sender cost on one day, `YYYY-MM-DD` in the channel's zone. */
export type CostRow = Cost & {
  day: string;
  /** Of the billed, those of narrowcasts that LINE took and has not counted yet: the most that they can be. */
  unconfirmed: number;
};

/** From one day to another, both within. */
export interface Days {
  from: string;
  until: string;
}

interface Group {
  _id: { day: string; kind: Cost['sender']['kind']; id: string; isReply: boolean };
  count: number;
}

/** What a channel's messages cost, counted from the ledger; a narrowcast as LINE counted it, on the day on which that was known. */
export async function countCosts(channelId: string, timeZone: string, { from, until }: Days): Promise<CostRow[]> {
  const settledAt = {
    $gte: atLocalTime(from, '00:00', timeZone),
    $lt: atLocalTime(addDays(until, 1), '00:00', timeZone),
  };
  const [groups, narrowcasts] = await Promise.all([
    DeliveryModel.aggregate<Group>([
      // What left in the request of another delivery cost nothing of its own. Of a narrowcast LINE alone knows whom it reached.
      { $match: { channelId, settledAt, state: 'accepted', joinedTo: null, method: { $ne: 'narrowcast' } } },
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
    ]),
    WideSendModel.find({ channelId, settledAt, method: 'narrowcast', 'outcome.state': 'accepted' }).lean(),
  ]);
  const costs = new Map<string, CostRow>();
  const rowOf = (day: string, sender: Cost['sender']) => {
    const key = `${day}/${sender.kind}/${sender.id}`;
    const row = costs.get(key) ?? { day, sender, billed: 0, savedByReply: 0, unconfirmed: 0 };
    costs.set(key, row);
    return row;
  };
  for (const { _id, count } of groups)
    rowOf(_id.day, { kind: _id.kind, id: _id.id })[_id.isReply ? 'savedByReply' : 'billed'] += count;
  for (const wideSend of narrowcasts)
    rowOf(localDayOf(wideSend.settledAt ?? settledAt.$gte, timeZone), wideSend.sender).billed += reachedBy(wideSend);
  return [...costs.values()];
}

/** Narrowcasts under way that LINE took, or may have taken: what it says that they reached, before that the most that it can be. */
export async function countUnderWay(channelId: string, today: string): Promise<CostRow[]> {
  const found = await WideSendModel.find({
    channelId,
    settledAt: null,
    method: 'narrowcast',
    mayBeTaken: true,
    state: { $in: ['inFlight', 'following', 'settling'] },
    'outcome.state': { $in: [null, 'accepted'] },
  }).lean();
  return found.map((wideSend) => {
    const billed = wideSend.outcome ? reachedBy(wideSend) : (wideSend.recipients ?? 0);
    const unconfirmed = wideSend.outcome ? 0 : billed;
    return { day: today, sender: wideSend.sender, billed, savedByReply: 0, unconfirmed };
  });
}

/** How many people a narrowcast that is over reached: as LINE says, else all whom it was for. */
export const reachedBy = ({ progress, recipients }: Pick<WideSend, 'progress' | 'recipients'>): number =>
  progress?.successCount ?? recipients ?? 0;
