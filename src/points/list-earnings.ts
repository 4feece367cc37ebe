import { PointEntryModel } from './point.model.js';

/** What a friend earned from an instant on, with when it was earned for; what was taken back of it is off. */
export async function listEarnings(friendId: string, since: Date): Promise<{ at: Date; amount: number }[]> {
  const entries = await PointEntryModel.find(
    { friendId, at: { $gte: since }, op: { $in: ['earn', 'reverse'] } },
    { op: 1, at: 1, points: 1, asked: 1, reverses: 1 },
  ).lean();
  const takenBack = new Map<string, number>();
  for (const { op, reverses, asked } of entries) {
    if (op === 'reverse' && reverses !== undefined) takenBack.set(reverses, (takenBack.get(reverses) ?? 0) + asked);
  }
  return entries
    .filter(({ op }) => op === 'earn')
    .map(({ _id, at, points }) => ({ at, amount: points - (takenBack.get(_id) ?? 0) }))
    .filter(({ amount }) => amount > 0);
}
