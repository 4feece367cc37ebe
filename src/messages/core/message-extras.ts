import { z } from 'zod';
import { QuickReplyAction } from './action.js';
import { QUICK_REPLIES_MAX, SENDER_NAME_LENGTH_MAX } from './limits.js';
import { HttpsUrl, utf16Text } from './measured-text.js';

/** Buttons above the keyboard; LINE shows those of the last message only. */
export const QuickReply = z.strictObject({
  items: z
    .array(z.strictObject({ type: z.literal('action'), imageUrl: HttpsUrl.optional(), action: QuickReplyAction }))
    .min(1)
    .max(QUICK_REPLIES_MAX),
});

/** Name and icon shown in place of the official account's. */
export const Sender = z.strictObject({
  // LINE refuses words that pass for LINE itself; it publishes no list, and names this one.
  name: utf16Text(SENDER_NAME_LENGTH_MAX)
    .refine((name) => name.trim().toLowerCase() !== 'line', { error: 'must not be LINE' })
    .optional(),
  iconUrl: HttpsUrl.optional(),
});

/** What every message type may carry beside its content. */
export const messageExtras = { quickReply: QuickReply.optional(), sender: Sender.optional() };
