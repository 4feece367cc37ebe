import { z } from 'zod';
import { defineEvent } from '../infra/announcements/event.js';

const change = z.object({
  segmentId: z.string(),
  version: z.number(),
  /** `changed`: the friend or time did it. `saved`: the rule was saved anew, so flows may want to leave it out. */
  cause: z.enum(['changed', 'saved']),
  because: z.array(z.unknown()),
});

/** A friend came into a saved segment. */
export const segmentEntered = defineEvent('segment.entered', change);
/** A friend is no longer in a saved segment. */
export const segmentLeft = defineEvent('segment.left', change);
