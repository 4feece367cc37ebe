import { z } from 'zod';
import { ChannelId } from '../channels/schemas.js';
import { FriendId } from '../friends/schemas.js';
import { Content } from './core/content.js';

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
  state: z.enum(['planned', 'inFlight', 'accepted', 'rejected', 'skipped', 'unknown']),
  reason: z.string().nullable(),
  method: z.enum(['reply', 'push', 'multicast']).nullable(),
  plannedAt: z.date(),
  settledAt: z.date().nullable(),
});
