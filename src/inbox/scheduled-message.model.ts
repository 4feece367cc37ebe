import type { Actor } from '../context.js';
import { Anything, defineModel } from '../infra/mongo/model.js';
import type { AnswerContent, AnswerExtras } from './core/answer.js';

export const SCHEDULED_STATES = ['scheduled', 'sending', 'sent', 'cancelled', 'failed'] as const;

/** An answer that leaves later. */
export interface ScheduledMessage {
  /** Conversation and the caller's id: scheduled once, sent once. */
  _id: string;
  channelId: string;
  conversationId: string;
  friendId: string | null;
  state: (typeof SCHEDULED_STATES)[number];
  sendAt: Date;
  content: AnswerContent;
  extras: AnswerExtras;
  by: Actor;
  /** Why it failed. */
  reason: string | null;
  createdAt: Date;
  settledAt: Date | null;
}

export const ScheduledMessageModel = defineModel<ScheduledMessage>(
  'ScheduledMessage',
  'scheduledMessages',
  {
    channelId: String,
    conversationId: String,
    friendId: String,
    state: String,
    sendAt: Date,
    content: Anything,
    extras: Anything,
    by: Anything,
    reason: String,
    createdAt: Date,
    settledAt: Date,
  },
  [
    [{ conversationId: 1, sendAt: 1 }],
    [{ friendId: 1 }],
    [{ sendAt: 1 }, { partialFilterExpression: { state: 'scheduled' }, name: 'due' }],
    [
      { sendAt: 1, _id: 1 },
      { partialFilterExpression: { state: 'sending' }, name: 'leaving' },
    ],
  ],
);
