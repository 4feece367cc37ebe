import { ActivityModel, type Activity } from './activity.model.js';

type Scanned = Pick<Activity, '_id' | 'friendId' | 'at' | 'content' | 'data'>;

/** What of one kind happened in a channel since then, and before `until` if that is given, newest first, read as a stream. */
export async function* scanActivities(
  { channelId, kind, since, until }: { channelId: string; kind: string; since: Date; until?: Date },
  limit: number,
): AsyncGenerator<Scanned> {
  const found = ActivityModel.find(
    { channelId, kind, at: { $gte: since, ...(until ? { $lt: until } : {}) } },
    { _id: 1, friendId: 1, at: 1, content: 1, data: 1 },
  )
    .sort({ at: -1 })
    .limit(limit)
    .lean()
    .cursor();
  for await (const activity of found) yield activity;
}
