import { z } from 'zod';
import { defineJob, type SweepDefinition } from '../edges.js';
import { NOTE_REACH, noteReach, sweepUnnotedReach } from './note-reach.js';
import { READ_LINE_FIGURES, readLineFigures, sweepLineFigures } from './read-line-figures.js';
import { reportRoutes } from './report-routes.js';
import { routes as campaignRoutes } from './routes.js';
import { sendCampaign, sweepCampaigns } from './send-campaign.js';
import { SEND_CAMPAIGN } from './wake-campaign.js';

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
  defineJob({
    name: READ_LINE_FIGURES,
    payload: z.object({ campaignId: z.string() }),
    concurrency: 1,
    handle: (ctx, { campaignId }) => readLineFigures(ctx, campaignId),
  }),
];
export const sweeps: SweepDefinition[] = [
  { name: 'campaigns.line-figures', run: (ctx) => sweepLineFigures(ctx) },
  { name: 'campaigns.due', run: (ctx) => sweepCampaigns(ctx) },
  { name: 'campaigns.unnoted-reach', run: (ctx) => sweepUnnotedReach(ctx) },
];
export { references } from './references.js';
export const routes = [...campaignRoutes, ...reportRoutes];
