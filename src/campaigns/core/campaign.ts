import { z } from 'zod';
import { ChannelId } from '../../channels/schemas.js';
import { Content } from '../../deliveries/core/content.js';
import { SegmentRule } from '../../segments/core/rule.js';

/**
 * scheduled -> sending -> done, and cancelled from either of the first two. `sending` covers freezing the audience and
 * handing it to LINE, however often that is interrupted.
 */
export const CAMPAIGN_STATES = ['scheduled', 'sending', 'done', 'cancelled'] as const;
export type CampaignState = (typeof CAMPAIGN_STATES)[number];

/** One planned send to the friends who meet a rule at its time. */
export const CreateCampaignInput = z.strictObject({
  channelId: ChannelId.optional(),
  name: z.string().trim().min(1).max(200),
  audience: SegmentRule,
  content: Content,
  /** When it leaves; a time in the past means now. */
  sendAt: z.coerce.date(),
});
export type CreateCampaignInput = z.infer<typeof CreateCampaignInput>;
