import { z } from 'zod';
import { defineEvent } from '../infra/announcements/event.js';

/** A friend proved that they own an item. */
export const ownerVerified = defineEvent('membership.verified', z.object({ serial: z.string(), model: z.string() }));
