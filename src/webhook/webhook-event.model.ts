import { Anything, defineModel } from '../infra/mongo/model.js';
import type { WebhookEvent } from '../line/webhook-events.js';

/** One event as LINE sent it, kept until it is handled; then only that it was. */
export interface StoredEvent {
  /** `channelId/webhookEventId`: the same event delivered again is no second one. */
  _id: string;
  channelId: string;
  type: string;
  at: Date;
  /** Events of one person or group share a lane, and a lane is worked on by one process at a time. */
  lane: number;
  /** What LINE sent; removed once handled, so that nobody's words are kept twice. Events of unknown types keep it. */
  event?: WebhookEvent;
  state: 'pending' | 'handled' | 'failed';
  attempts: number;
  dueAt: Date;
  receivedAt: Date;
  handledAt: Date | null;
  note: string | null;
}

/** Note on events whose content is kept because we do not know their kind. */
export const UNKNOWN_TYPE = 'unknown type';

const HANDLED_KEPT_SECONDS = 90 * 24 * 3600; // LINE publishes no limit on redelivery; ids are small

export const WebhookEventModel = defineModel<StoredEvent>(
  'WebhookEvent',
  'webhookEvents',
  {
    channelId: String,
    type: String,
    at: Date,
    lane: Number,
    event: Anything,
    state: String,
    attempts: Number,
    dueAt: Date,
    receivedAt: Date,
    handledAt: Date,
    note: String,
  },
  [
    [
      { lane: 1, at: 1 },
      { partialFilterExpression: { state: 'pending' }, name: 'pending' },
    ],
    [{ 'event.source.userId': 1 }, { partialFilterExpression: { state: 'failed' }, name: 'failedOfPerson' }],
    [
      { channelId: 1, 'event.source.userId': 1 },
      { partialFilterExpression: { note: UNKNOWN_TYPE }, name: 'keptOfPerson' },
    ],
    [
      { handledAt: 1 },
      {
        expireAfterSeconds: HANDLED_KEPT_SECONDS,
        partialFilterExpression: { state: 'handled' },
        name: 'handledExpiry',
      },
    ],
  ],
);
