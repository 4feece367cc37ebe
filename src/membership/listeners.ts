import { activityRecorded, recordActivities } from '../activity/index.js';
import { defineListener, type ListenerDefinition } from '../edges.js';
import type { EventDefinition } from '../infra/announcements/event.js';
import { ownershipEnded, ownerVerified } from './events.js';

/** Records an event as an activity, once, so that tag rules, segments and the timeline see it. */
const record = <Payload extends { serial: string; model: string }>(on: EventDefinition<Payload>): ListenerDefinition =>
  defineListener({
    id: `membership.record-${on.name}`,
    on,
    handle: async (ctx, { id, channelId, friendId, at, payload: { serial, model } }) => {
      if (friendId === null) return;
      await recordActivities([{ _id: id, channelId, friendId, kind: on.name, at, data: { serial, model } }], {
        lookAgain: { friendIds: new Set([friendId]), at: ctx.clock.now() },
      });
      const recorded = activityRecorded.of({ activityId: id, kind: on.name }, at);
      await ctx.publish([{ ...recorded, id: `${activityRecorded.name}:${id}`, channelId, friendId }]);
    },
  });

export const listeners = [record(ownerVerified), record(ownershipEnded)];
