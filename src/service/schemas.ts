import { z } from 'zod';
import { ChannelId } from '../channels/schemas.js';
import { UNTOLD_REASONS } from './core/out-of-hours.js';
import { ServiceRules } from './core/rules.js';

export const RulesInput = z.strictObject({ channelId: ChannelId.optional(), rules: ServiceRules });
export const PreviewRulesInput = z.strictObject({
  channelId: ChannelId.optional(),
  /** Rules that are not saved; without them, those that are. */
  rules: ServiceRules.optional(),
});
export const PresentedRules = z.object({ rules: ServiceRules });

export const PresentedPreview = z.object({
  lookedAt: z.number(),
  isCut: z.boolean(),
  withoutPolicy: z.number(),
  policies: z.array(
    z.object({
      policyId: z.string(),
      name: z.string(),
      conversations: z.number(),
      warned: z.number(),
      breached: z.number(),
    }),
  ),
});

export const PresentedService = z.object({
  hours: z
    .object({
      calendarId: z.string(),
      calendarVersion: z.number(),
      name: z.string(),
      timeZone: z.string(),
      isOpen: z.boolean(),
      nextOpeningAt: z.date().nullable(),
      nextClosingAt: z.date().nullable(),
    })
    .nullable(),
  policy: z.object({ id: z.string(), version: z.number() }).nullable(),
  outOfHours: z
    .object({
      at: z.date(),
      closedSince: z.date().nullable(),
      opensAt: z.date(),
      outcome: z.enum(['sent', ...UNTOLD_REASONS]),
    })
    .nullable(),
});
