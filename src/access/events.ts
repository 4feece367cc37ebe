import { z } from 'zod';
import { defineEvent } from '../infra/announcements/event.js';

/** A person was removed; each channel is told of it. */
export const staffRemoved = defineEvent('staff.removed', z.object({ staffId: z.string(), name: z.string() }));

/** A team goes; each channel is told of it. What was the team's is of no team from now on. */
export const teamDeleted = defineEvent('team.deleted', z.object({ teamId: z.string(), name: z.string() }));
