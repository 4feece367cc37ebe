import { z } from 'zod';
import { defineEvent } from '../infra/announcements/event.js';

/** Something happened with a friend outside LINE: a service visit, a test ride. */
export const activityRecorded = defineEvent(
  'activity.recorded',
  z.object({ activityId: z.string(), kind: z.string() }),
);
