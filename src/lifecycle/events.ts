import { z } from 'zod';
import { defineEvent } from '../infra/announcements/event.js';

/** A friend moved to another stage; `because` holds the conditions that decided, with the values they saw. */
export const stageChanged = defineEvent(
  'stage.changed',
  z.object({ from: z.string().nullable(), to: z.string(), policyVersion: z.number(), because: z.array(z.unknown()) }),
);
