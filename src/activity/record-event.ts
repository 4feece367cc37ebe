import type { Context } from '../context.js';
import type { DomainEvent } from '../infra/announcements/event.js';
import { activityRecorded } from './events.js';
import { recordActivities } from './record-activity.js';

/**
 * Puts a domain event of a friend on record as an activity and announces it like one from outside, so that tag rules, surveys,
 * segments and stages can go by it. The same event again is recorded and announced once.
 */
export async function recordEvent(
  ctx: Pick<Context, 'clock' | 'publish'>,
  { id, name: kind, channelId, at, payload }: DomainEvent<Record<string, unknown>>,
  friendId: string,
): Promise<void> {
  const activityId = `${friendId}/${id}`;
  await recordActivities([{ _id: activityId, channelId, friendId, kind, at, data: payload }], {
    lookAgain: { friendIds: new Set([friendId]), at: ctx.clock.now() },
  });
  const event = activityRecorded.of({ activityId, kind }, at);
  await ctx.publish([{ ...event, id: `${activityRecorded.name}:${activityId}`, channelId, friendId }]);
}
