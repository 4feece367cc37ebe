import { recordEvent } from '../activity/index.js';
import { defineListener } from '../edges.js';
import { ownershipEnded, ownerVerified } from './events.js';

export const listeners = [
  defineListener({
    id: 'membership.record',
    on: [ownerVerified, ownershipEnded],
    handle: async (ctx, event) => {
      if (event.friendId !== null) await recordEvent(ctx, event, event.friendId);
    },
  }),
];
