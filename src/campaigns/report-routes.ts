import { Readable } from 'node:stream';
import { z } from 'zod';
import { DELIVERY_STATES, listRecipients, scanRecipients } from '../deliveries/index.js';
import { defineRoute, download } from '../edges.js';
import { writeCsv } from '../infra/csv/write-csv.js';
import { getCampaign } from './move-campaign.js';
import { reportCampaign } from './report-campaign.js';
import { tabulateReport } from './report-table.js';
import { CampaignId, PresentedReport } from './schemas.js';

const tag = 'Campaigns';
const params = z.object({ id: CampaignId });
const RECIPIENTS_PAGE_MAX = 500;
const RECIPIENT_COLUMNS = ['friendId', 'arm', 'state', 'reason', 'method', 'plannedAt', 'settledAt', 'lineRequestId'];

export const reportRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/campaigns/:id/report',
    access: { scope: 'read' },
    summary: 'What became of a campaign, by arm: sent, skipped and failed by reason, clicks, conversions, uplift, cost',
    tag,
    params,
    response: PresentedReport,
    handle: async (ctx, { params: { id } }) => reportCampaign(ctx, await getCampaign(id)),
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/campaigns/:id/report.csv',
    access: { scope: 'read' },
    summary: 'The report of a campaign as a CSV file, a row per arm and one for all',
    tag,
    params,
    download: { contentTypes: ['text/csv'] },
    handle: async (ctx, { params: { id } }) => {
      const { columns, rows } = tabulateReport(await reportCampaign(ctx, await getCampaign(id)));
      const stream = writeCsv(columns, Readable.from(rows));
      return download({ contentType: 'text/csv; charset=utf-8', fileName: `campaign-${id}.csv`, stream });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/campaigns/:id/recipients',
    access: { scope: 'read' },
    summary: "The friends behind a report's numbers, by state, reason and arm",
    tag,
    params,
    query: z.strictObject({
      state: z.enum(DELIVERY_STATES).optional(),
      reason: z.string().min(1).max(40).optional(),
      arm: z.string().min(1).max(20).optional(),
      after: z.string().min(1).max(200).optional(),
      limit: z.coerce.number().int().min(1).max(RECIPIENTS_PAGE_MAX).default(100),
    }),
    response: z.object({
      recipients: z.array(
        z.object({
          friendId: z.string(),
          arm: z.string().nullable(),
          state: z.enum(DELIVERY_STATES),
          reason: z.string().nullable(),
          method: z.string().nullable(),
          settledAt: z.date().nullable(),
        }),
      ),
      next: z.string().nullable(),
    }),
    handle: async (_ctx, { params: { id }, query: { after = null, limit, ...filter } }) => {
      await getCampaign(id);
      const page = await listRecipients(id, filter, { afterId: after, limit });
      return {
        recipients: page.map(({ friendId, arm = null, state, reason, method, settledAt }) => ({
          friendId,
          arm,
          state,
          reason: state === 'accepted' || state === 'inFlight' ? null : reason,
          method,
          settledAt,
        })),
        next: page.length === limit ? (page.at(-1)?._id ?? null) : null,
      };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/campaigns/:id/recipients.csv',
    access: { scope: 'read', area: 'exports' },
    summary: 'All recipients of a campaign as a CSV file, with what became of each',
    tag,
    params,
    download: { contentTypes: ['text/csv'] },
    handle: async (_ctx, { params: { id } }) => {
      await getCampaign(id);
      const stream = writeCsv(RECIPIENT_COLUMNS, rowsOf(id));
      return download({ contentType: 'text/csv; charset=utf-8', fileName: `recipients-${id}.csv`, stream });
    },
  }),
];

async function* rowsOf(campaignId: string): AsyncGenerator<Record<string, unknown>> {
  for await (const { _id, ...row } of scanRecipients(campaignId)) yield row;
}
