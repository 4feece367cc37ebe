import { z } from 'zod';
import { defineEvent } from '../infra/announcements/event.js';

/** A team goes; each channel is told of it. What was the team's is of no team from now on. */
export const teamDeleted = defineEvent('team.deleted', z.object({ teamId: z.string(), name: z.string() }));
