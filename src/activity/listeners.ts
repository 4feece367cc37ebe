import { defineListener, type ListenerDefinition } from '../edges.js';
import { consentChanged, friendBlacklisted, friendUnblacklisted } from '../friends/index.js';
import type { EventDefinition } from '../infra/announcements/event.js';
import { recordActivity } from './record-activity.js';

/** Records an event as an activity under the event's own id, so that hearing it twice records it once. */
function recordAs<Payload extends Record<string, unknown>>(
  kind: string,
  on: EventDefinition<Payload>,
): ListenerDefinition {
  return defineListener({
    id: `activity.record-${on.name}`,
    on,
    handle: async (_ctx, { id, channelId, friendId, at, payload }) => {
      await recordActivity({ _id: id, channelId, friendId, kind, at, data: payload });
    },
  });
}

export const listeners = [
  recordAs('consent.changed', consentChanged),
  recordAs('friend.blacklisted', friendBlacklisted),
  recordAs('friend.unblacklisted', friendUnblacklisted),
];
