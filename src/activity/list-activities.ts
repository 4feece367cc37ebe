import { ActivityModel, type Activity } from './activity.model.js';

/** What happened with a friend, newest first: those of some kinds, before a time. */
export async function listActivities(
  friendId: string,
  { kinds, before, limit }: { kinds: string[]; before?: Date; limit: number },
): Promise<Activity[]> {
  const earlier = before ? { at: { $lt: before } } : {};
  return ActivityModel.find({ friendId, kind: { $in: kinds }, ...earlier })
    .sort({ at: -1, _id: -1 })
    .limit(limit)
    .lean();
}
