import type { HeldFriend, HoldingDefinition } from '../edges.js';
import type { Filter } from '../infra/mongo/model.js';
import { laneOf } from './lanes.js';
import { UNKNOWN_TYPE, WebhookEventModel, type StoredEvent } from './webhook-event.model.js';

/** Events of a person that still have their content: waiting, failed, or of a kind that we do not know. */
const of = ({ channelId, lineUserId: userId }: HeldFriend) =>
  ({
    $or: [
      { state: 'pending', lane: laneOf(channelId, { type: 'user', userId }), channelId, 'event.source.userId': userId },
      { state: 'failed', 'event.source.userId': userId, channelId },
      { note: UNKNOWN_TYPE, channelId, 'event.source.userId': userId },
    ],
  }) as Filter<StoredEvent>;

export const holdings: HoldingDefinition[] = [
  {
    name: 'webhookEvents',
    collections: ['webhookEvents'],
    count: (friend) => WebhookEventModel.countDocuments(of(friend)),
    async *rows(friend) {
      for await (const event of WebhookEventModel.find(of(friend)).lean().cursor()) yield { ...event };
    },
    async erase(ctx, friend) {
      await WebhookEventModel.updateMany(of(friend), {
        $set: { state: 'handled', handledAt: ctx.clock.now(), note: 'erased' },
        $unset: { event: '' },
      });
    },
    // They find the friend by LINE user id when they are handled.
    async move() {},
    async moveBack() {},
  },
];
