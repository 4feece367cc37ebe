import { z } from 'zod';
import { ChannelId } from '../channels/schemas.js';
import { Instant } from '../shared/instant.js';
import { Calendar } from './core/calendar.js';
import { HolidayCountry } from './core/holidays.js';
import { ConversationEvent } from './core/running-spans.js';
import { ServicePolicy, Target } from './core/service-policy.js';

const HISTORY_MAX = 500;
const VERSIONS_LISTED_MAX = 100;

export const DefinitionId = z.string().regex(/^[0-9A-Z]{26}$/, 'must be an id of 26 characters');
export const InChannel = z.strictObject({ channelId: ChannelId.optional() });
export const VersionsQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(VERSIONS_LISTED_MAX).default(20),
});

/** The version that was edited, so that nobody overwrites what they have not seen. */
const edited = z.number().int().min(1);
export const NewCalendar = z.strictObject({ channelId: ChannelId.optional(), calendar: Calendar });
export const NextCalendar = z.strictObject({ version: edited, calendar: Calendar });
export const NewPolicy = z.strictObject({ channelId: ChannelId.optional(), policy: ServicePolicy });
export const NextPolicy = z.strictObject({ version: edited, policy: ServicePolicy });

const saved = { id: z.string(), channelId: z.string(), version: z.number(), savedAt: z.date(), savedBy: z.string() };
export const PresentedCalendar = z.object({ ...saved, calendar: Calendar });
export const PresentedPolicy = z.object({ ...saved, policy: ServicePolicy });

export const MomentQuery = z.strictObject({ at: Instant.optional() });

export const PresentedMoment = z.object({
  at: z.date(),
  isOpen: z.boolean(),
  /** When it opens the next time later than that; null when it never closes. */
  nextOpeningAt: z.date().nullable(),
  nextClosingAt: z.date().nullable(),
  /** The day by the clocks of the calendar, its frames, and what decided them. */
  day: z.string(),
  frames: z.array(z.object({ from: z.string(), to: z.string() })),
  decidedBy: z.enum(['openDay', 'closedDay', 'makeUpDay', 'holiday', 'week']),
  country: HolidayCountry.nullable(),
  /** The last year whose holidays are all shipped, over all countries of the calendar; null without any. */
  holidaysCompleteUntil: z.number().nullable(),
});

export const PreviewServiceInput = z.strictObject({
  /** Another version than the newest. */
  version: z.number().int().min(1).optional(),
  history: z.array(ConversationEvent).min(1).max(HISTORY_MAX),
  at: Instant.optional(),
});

const amounts = z.object({ businessMs: z.number().nullable(), clockMs: z.number() });
export const PresentedServiceLevel = z.object({
  at: z.date(),
  measured: z.array(
    z.object({
      target: Target,
      count: z.number(),
      state: z.enum(['running', 'paused', 'met', 'breached']),
      startedAt: z.date(),
      endedAt: z.date().nullable(),
      used: amounts,
      limit: z.object({ minutes: z.number(), time: z.enum(['business', 'clock']) }),
      policyId: z.string(),
      policyVersion: z.number(),
      calendarId: z.string().nullable(),
      calendarVersion: z.number().nullable(),
      dueAt: z.date().nullable(),
      warnedAt: z.date().nullable(),
      breachedAt: z.date().nullable(),
    }),
  ),
  occurrences: z.array(
    z.object({
      id: z.string(),
      target: Target,
      count: z.number(),
      kind: z.enum(['warning', 'breach', 'escalation']),
      at: z.date(),
      escalation: ServicePolicy.shape.escalations.unwrap().element.nullable(),
    }),
  ),
  dueAt: z.date().nullable(),
});
