import { z } from 'zod';
import { defineEvent } from '../infra/announcements/event.js';

/** Of whom it is announced that what they say was not sent. */
export const TOLD_SENDERS = ['inbox'] as const;

/**
 * An answer of staff was not sent: a gate held it back, LINE refused it, or the friend cannot be reached any more. Of other senders it
 * is not announced.
 */
export const deliveryNotSent = defineEvent(
  'delivery.notSent',
  z.object({ deliveryId: z.string(), sender: z.enum(TOLD_SENDERS), reason: z.string() }),
);
