import { z } from 'zod';
import { defineEvent } from '../infra/announcements/event.js';

/** An answer of staff was not sent: LINE refused it, or the friend cannot be reached any more. Of other senders it is not announced. */
export const answerNotSent = defineEvent('answer.notSent', z.object({ deliveryId: z.string(), reason: z.string() }));
