import { recordEvent } from '../activity/index.js';
import { defineListener } from '../edges.js';
import type { EventDefinition } from '../infra/announcements/event.js';
import { ownershipEnded, ownerVerified } from './events.js';

export const listeners = [
  defineListener({
    id: 'membership.record',
    on: [ownerVerified, ownershipEnded] as unknown as EventDefinition<Record<string, unknown>>[],
    handle: async (ctx, event) => {
      if (event.friendId !== null) await recordEvent(ctx, event, event.friendId);
    },
  }),
];
