import { z } from 'zod';
import { defineJob, type SweepDefinition } from '../edges.js';
import { SEND_CAMPAIGN, sendCampaign, sweepCampaigns } from './send-campaign.js';

export const jobs = [
  defineJob({
    name: SEND_CAMPAIGN,
    payload: z.object({ campaignId: z.string() }),
    concurrency: 4,
    handle: (ctx, { campaignId }) => sendCampaign(ctx, campaignId),
  }),
];
export const sweeps: SweepDefinition[] = [{ name: 'campaigns.due', run: (ctx) => sweepCampaigns(ctx) }];
export { routes } from './routes.js';
