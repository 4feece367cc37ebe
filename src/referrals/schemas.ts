import { z } from 'zod';
import { ChannelId } from '../channels/schemas.js';
import { REFERRAL_STATES, REFUSALS } from './core/referral.js';

export const InChannel = z.strictObject({ channelId: ChannelId.optional() });

export const PresentedReferral = z
  .object({
    referrerId: z.string(),
    refereeId: z.string().nullable(),
    state: z.enum(REFERRAL_STATES),
    refusal: z.enum(REFUSALS).nullable(),
    openedAt: z.date(),
    joinedAt: z.date().nullable(),
    rewardedAt: z.date().nullable(),
  })
  .meta({ id: 'Referral' });

/** Numbers of a friend's link; `joined` are all who followed, `stayed` those who did not block quickly. */
export const ReferralCounts = z.object({
  opens: z.number(),
  selfOpens: z.number(),
  friendOpens: z.number(),
  joined: z.number(),
  rewarded: z.number(),
  stayed: z.number(),
  reversed: z.number(),
});
