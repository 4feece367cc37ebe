import { noteHappenings, setHappened, type Notes } from '../friends/index.js';
import { RECENT_KEPT } from '../friends/core/friend.js';
import { insertMissing } from '../infra/mongo/model.js';
import { batched } from '../shared/batched.js';
import { ActivityModel, type Activity } from './activity.model.js';

export type NewActivity = Pick<Activity, '_id' | 'channelId' | 'friendId' | 'kind' | 'at'> &
  Partial<Pick<Activity, 'groupId' | 'messageId' | 'content' | 'unsentAt' | 'data'>>;

/**
 * Records what happened; what is recorded already stays as it is. Friends count what happened with them: new activities are
 * added, and of those that were there already it is not known whether they were, so their kind is counted anew.
 */
export async function recordActivities(activities: NewActivity[], notes: Notes = {}): Promise<void> {
  const complete = activities.map((given): Activity => ({
    groupId: null,
    content: null,
    unsentAt: null,
    data: {},
    ...given,
  }));
  const fresh = await insertMissing(ActivityModel, complete);
  await noteHappenings(fresh.flatMap(happeningOf), notes);
  const freshIds = new Set(fresh.map(({ _id }) => _id));
  await recountHappened(complete.filter(({ _id }) => !freshIds.has(_id)).flatMap(happeningOf));
}

const AT_ONCE_MAX = 100;

/** Records one that happened; those of a storm share their writes. */
export const recordActivity = batched<NewActivity, void>(AT_ONCE_MAX, async (activities) => {
  await recordActivities(activities);
  return activities.map(() => undefined);
});

const happeningOf = ({ friendId, kind, at }: Activity) => (friendId === null ? [] : [{ friendId, kind, at }]);

/** Counts kinds of activity of friends anew, from what is recorded. */
async function recountHappened(of: { friendId: string; kind: string }[]): Promise<void> {
  const wanted = new Map(of.map(({ friendId, kind }) => [`${friendId}/${kind}`, { friendId, kind }]));
  for (const { friendId, kind } of wanted.values()) {
    const [count, latest, first] = await Promise.all([
      ActivityModel.countDocuments({ friendId, kind }),
      ActivityModel.find({ friendId, kind }, { at: 1 }).sort({ at: -1 }).limit(RECENT_KEPT).lean(),
      ActivityModel.findOne({ friendId, kind }, { at: 1 }).sort({ at: 1 }).lean(),
    ]);
    const last = latest[0];
    await setHappened(
      friendId,
      kind,
      first && last ? { count, firstAt: first.at, lastAt: last.at, recent: latest.map(({ at }) => at) } : null,
    );
  }
}

/** Counts everything that happened with these friends anew. */
export async function recountFriends(friendIds: string[]): Promise<void> {
  if (friendIds.length === 0) return;
  const kinds = await ActivityModel.aggregate<{ _id: { friendId: string; kind: string } }>([
    { $match: { friendId: { $in: friendIds } } },
    { $group: { _id: { friendId: '$friendId', kind: '$kind' } } },
  ]);
  await recountHappened(kinds.map(({ _id }) => _id));
}
