import { ActivityModel } from './activity.model.js';

/** What was recorded with an activity; null when there is none of that id. */
export async function readActivityData(activityId: string): Promise<Record<string, unknown> | null> {
  const found = await ActivityModel.findById(activityId, { data: 1 }).lean();
  return found?.data ?? null;
}
