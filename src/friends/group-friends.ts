import type { Filter } from '../infra/mongo/model.js';
import type { Orders } from './core/friend.js';
import { FriendModel, type FriendDocument } from './friend.model.js';

/** One combination of values: how many friends have it, and the sums over them. */
export interface FriendGroup {
  values: unknown[];
  count: number;
  sums: number[];
}

/** Counts the friends under a filter for each combination of the fields `by`, and adds up the fields `sums`. */
export async function groupFriends(filter: object, by: string[], sums: string[] = []): Promise<FriendGroup[]> {
  const rows = await FriendModel.aggregate<Record<string, unknown> & { _id: Record<string, unknown>; count: number }>([
    { $match: filter },
    {
      $group: {
        _id: Object.fromEntries(by.map((field, index) => [`by${index}`, { $ifNull: [`$${field}`, null] }])),
        count: { $sum: 1 },
        ...Object.fromEntries(sums.map((field, index) => [`sum${index}`, { $sum: `$${field}` }])),
      },
    },
  ]);
  return rows.map((row) => ({
    values: by.map((_field, index) => row._id[`by${index}`] ?? null),
    count: row.count,
    sums: sums.map((_field, index) => Number(row[`sum${index}`])),
  }));
}

/** What the friend at a place of the ascending order of one of their order totals has, counted from 0; null when there are fewer. */
export async function findTotalAt<Field extends 'lastAt' | 'count' | 'totalMinor'>(
  filter: object,
  field: Field,
  place: number,
): Promise<Orders[Field] | null> {
  const path = `orders.${field}`;
  const [found] = await FriendModel.find(filter as Filter<FriendDocument>, { [path]: 1 })
    .sort({ [path]: 1 })
    .skip(place)
    .limit(1)
    .lean<Pick<FriendDocument, 'orders'>[]>();
  return found?.orders[field] ?? null;
}

/** Since when the friend at a place of those under a filter is in their stage, counted from 0, who came first in front; null when there are fewer. */
export async function findStageSinceAt(filter: object, place: number): Promise<Date | null> {
  const [found] = await FriendModel.find(filter as Filter<FriendDocument>, { 'stage.since': 1 })
    .sort({ 'stage.since': 1 })
    .skip(place)
    .limit(1)
    .lean<Pick<FriendDocument, 'stage'>[]>();
  return found?.stage?.since ?? null;
}
