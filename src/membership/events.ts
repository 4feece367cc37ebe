import { z } from 'zod';
import { defineEvent } from '../infra/announcements/event.js';

/** A friend proved that they own an item. */
export const ownerVerified = defineEvent('membership.verified', z.object({ serial: z.string(), model: z.string() }));
/** An item is not theirs any more; `isOwner` says whether they own another. */
export const ownershipEnded = defineEvent(
  'membership.ended',
  z.object({ serial: z.string(), model: z.string(), isOwner: z.boolean() }),
);
