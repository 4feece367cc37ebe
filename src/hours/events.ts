import { z } from 'zod';
import { defineEvent } from '../infra/announcements/event.js';

/** A further version of a calendar is in force. */
export const calendarSaved = defineEvent('calendar.saved', z.object({ calendarId: z.string(), version: z.number() }));
