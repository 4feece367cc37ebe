import { ActivityModel } from './activity.model.js';

/** Counts what happened of one kind from an instant until before another, for each combination of the fields `by` of its data. */
export async function groupActivities(
  { channelId, kind, from, until }: { channelId: string; kind: string; from: Date; until: Date },
  by: string[],
): Promise<{ values: unknown[]; count: number }[]> {
  const rows = await ActivityModel.aggregate<{ _id: Record<string, unknown>; count: number }>([
    { $match: { channelId, kind, at: { $gte: from, $lt: until } } },
    {
      $group: {
        _id: Object.fromEntries(by.map((field) => [field, { $ifNull: [`$data.${field}`, null] }])),
        count: { $sum: 1 },
      },
    },
  ]);
  return rows.map(({ _id, count }) => ({ values: by.map((field) => _id[field] ?? null), count }));
}
