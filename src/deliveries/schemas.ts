import { z } from 'zod';
import { ChannelId } from '../channels/schemas.js';
import { FriendId } from '../friends/schemas.js';
import { Content } from './core/content.js';
import { DELIVERY_STATES } from './core/delivery-state.js';
import { Plan } from './core/sending-policy.js';

export const SendMessageInput = z.strictObject({
  friendId: FriendId,
  /** The caller's own id of this message; the same id is sent once. */
  externalId: z.string().min(1).max(100),
  content: Content,
  transactional: z.boolean().default(false),
});

export const PresentedDelivery = z.object({
  id: z.string(),
  channelId: ChannelId,
  friendId: z.string(),
  sender: z.object({ kind: z.string(), id: z.string() }),
  state: z.enum(DELIVERY_STATES),
  reason: z.string().nullable(),
  method: z.enum(['reply', 'push', 'multicast', 'narrowcast', 'broadcast']).nullable(),
  /** The delivery of the same friend in whose request it left, billed with that one; null when it left in its own. */
  joinedTo: z.string().nullable(),
  /** What would have held it back, were it not transactional or a broadcast. */
  passed: z.array(z.string()),
  /** When it may leave at the earliest, while it waits for an open hour. */
  waitsUntil: z.date().nullable(),
  plannedAt: z.date(),
  settledAt: z.date().nullable(),
});

export const PresentedAllowance = z.object({
  left: z.number().nullable(),
  binding: z.enum(['monthlyLimit', 'budget']).nullable(),
  quota: z.object({ limit: z.number().nullable(), used: z.number(), left: z.number().nullable() }).nullable(),
  budget: z.object({
    messages: z.number().nullable(),
    billed: z.number(),
    /** Of the billed, what narrowcasts can come to at most that LINE has not counted yet. */
    unconfirmed: z.number(),
    left: z.number().nullable(),
  }),
  plan: Plan.nullable(),
});

export const PresentedCosts = z.object({
  costs: z.array(
    z.object({
      day: z.string(),
      sender: z.object({ kind: z.string(), id: z.string() }),
      billed: z.number(),
      savedByReply: z.number(),
      /** Of the billed, what narrowcasts can come to at most that LINE has not counted yet. */
      unconfirmed: z.number(),
    }),
  ),
  billed: z.number(),
  savedByReply: z.number(),
  unconfirmed: z.number(),
});
