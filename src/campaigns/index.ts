import { z } from 'zod';
import { defineJob, type SweepDefinition } from '../edges.js';
import { NOTE_REACH, noteReach, sweepUnnotedReach } from './note-reach.js';
import { SEND_CAMPAIGN, sendCampaign, sweepCampaigns } from './send-campaign.js';

export const jobs = [
  defineJob({
    name: SEND_CAMPAIGN,
    payload: z.object({ campaignId: z.string() }),
    concurrency: 4,
    handle: (ctx, { campaignId }) => sendCampaign(ctx, campaignId),
  }),
  defineJob({
    name: NOTE_REACH,
    payload: z.object({ campaignId: z.string() }),
    concurrency: 1,
    handle: (ctx, { campaignId }) => noteReach(ctx, campaignId),
  }),
];
export const sweeps: SweepDefinition[] = [
  { name: 'campaigns.due', run: (ctx) => sweepCampaigns(ctx) },
  { name: 'campaigns.unnoted-reach', run: (ctx) => sweepUnnotedReach(ctx) },
];
export { references } from './references.js';
export { routes } from './routes.js';
