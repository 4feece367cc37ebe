import { insertNew } from '../infra/mongo/model.js';
import { ActivityModel, type Activity } from './activity.model.js';

export type NewActivity = Pick<Activity, '_id' | 'channelId' | 'friendId' | 'kind' | 'at'> &
  Partial<Pick<Activity, 'groupId' | 'messageId' | 'content' | 'unsentAt' | 'data'>>;

/** Records what happened; what is recorded already stays as it is. Resolves to how many were new. */
export async function recordActivities(activities: NewActivity[]): Promise<number> {
  return insertNew(
    ActivityModel,
    activities.map((given) => ({ groupId: null, content: null, unsentAt: null, data: {}, ...given })),
  );
}
