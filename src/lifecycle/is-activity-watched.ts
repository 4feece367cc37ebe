import type { Context } from '../context.js';
import { looksAtActivity } from '../segments/core/references.js';
import { getLiveSegments } from '../segments/index.js';
import { rulesOf } from './core/policy.js';
import { getPolicy } from './stage-policy.js';

/** Whether a stage or segment of the channel looks at what friends do, so that each activity may move them. */
export async function isActivityWatched(ctx: Pick<Context, 'clock'>, channelId: string): Promise<boolean> {
  const [live, policy] = await Promise.all([getLiveSegments(ctx, channelId), getPolicy(ctx, channelId)]);
  return [...live.map(({ rule }) => rule), ...rulesOf(policy)].some(looksAtActivity);
}
