import { Readable } from 'node:stream';
import type { Context } from '../context.js';
import { defineRoute, download } from '../edges.js';
import { ConflictError } from '../errors.js';
import { writeCsv } from '../infra/csv/write-csv.js';
import type { Grouping } from './core/report.js';
import { listBehind, periodBefore, readReport, type Period } from './read-report.js';
import {
  BehindFileQuery,
  BehindQuery,
  PresentedBehind,
  PresentedReport,
  ReportFileQuery,
  ReportQuery,
  type PresentedRow,
} from './schemas.js';
import type { z } from 'zod';

const tag = 'Reports';
const CSV = { contentTypes: ['text/csv'] };
const CONTENT_TYPE = 'text/csv; charset=utf-8';
const CONVERSATION_COLUMNS = [
  'conversationId',
  'at',
  'agentId',
  'teamId',
  'labels',
  'firstResponseMs',
  'firstResponseBusinessMs',
  'answers',
  'resolutionMs',
  'resolutionBusinessMs',
  'reopened',
  'breached',
  'score',
];

async function readCompared(ctx: Context, period: Period, by: Grouping, isCompared: boolean) {
  const report = await readReport(ctx, period, by);
  return { ...report, previous: isCompared ? await readReport(ctx, periodBefore(period), by) : null };
}

/** A file cannot say what it lacks. */
function requireWhole(pending: string[]): void {
  if (pending.length > 0)
    throw new ConflictError(
      `${pending.length} days from ${pending[0]} on are still being made; try again in a moment.`,
    );
}

/** A row with a name for each of its figures, such as `firstResponse.clock.medianMs`. */
function flatten(figures: object, prefix = ''): Record<string, unknown> {
  const parts = Object.entries(figures).map(([name, value]): Record<string, unknown> =>
    typeof value === 'object' && value !== null ? flatten(value, `${prefix}${name}.`) : { [`${prefix}${name}`]: value },
  );
  return Object.assign({}, ...parts) as Record<string, unknown>;
}

function toFile(rows: z.infer<typeof PresentedRow>[], fileName: string) {
  const flat = rows.map((row) => flatten(row));
  const columns = [...new Set(flat.flatMap((row) => Object.keys(row)))].filter(
    (column) => !['load', 'csat.satisfied'].includes(column),
  );
  return download({ contentType: CONTENT_TYPE, fileName, stream: writeCsv(columns, Readable.from(flat)) });
}

export const routes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/reports/inbox',
    access: { scope: 'read' },
    summary:
      'First and next response, resolution, volume, load, service levels and CSAT of a period, by agent, team and so on',
    tag,
    query: ReportQuery,
    response: PresentedReport,
    handle: (ctx, { query: { by, compare, ...period } }) => readCompared(ctx, period, by, compare !== undefined),
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/reports/inbox.csv',
    access: { scope: 'read', area: 'exports' },
    summary: 'The same as a CSV file, a row for each and one for all',
    tag,
    query: ReportFileQuery,
    download: CSV,
    handle: async (ctx, { query: { by, ...period } }) => {
      const { rows, total, from, until, pending } = await readReport(ctx, period, by);
      requireWhole(pending);
      return toFile([...rows, { ...total, name: 'total' }], `inbox-by-${by}-${from}-${until}.csv`);
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/reports/inbox/conversations',
    access: { scope: 'read' },
    summary: 'The conversations behind a figure of a report, newest first',
    tag,
    query: BehindQuery,
    response: PresentedBehind,
    handle: async (ctx, { query: { figure, limit, after, ...period } }) => {
      const { conversations, pending } = await listBehind(ctx, period, figure);
      const start =
        after === undefined ? 0 : 1 + conversations.findIndex(({ conversationId }) => conversationId === after);
      const page = conversations.slice(start, start + limit);
      const isLast = start + limit >= conversations.length;
      return {
        conversations: page.map((one) => ({ ...one, labels: [...one.labels] })),
        pending,
        next: isLast ? null : (page.at(-1)?.conversationId ?? null),
      };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/reports/inbox/conversations.csv',
    access: { scope: 'read', area: 'exports' },
    summary: 'The conversations behind a figure as a CSV file, a row for each with its times',
    tag,
    query: BehindFileQuery,
    download: CSV,
    handle: async (ctx, { query: { figure, ...period } }) => {
      const { conversations, pending } = await listBehind(ctx, period, figure);
      requireWhole(pending);
      const rows = conversations.map((one) => ({
        ...one,
        labels: one.labels.join(' '),
        breached: one.breached.join(' '),
      }));
      const fileName = `conversations-${figure}-${period.from}-${period.until}.csv`;
      return download({
        contentType: CONTENT_TYPE,
        fileName,
        stream: writeCsv(CONVERSATION_COLUMNS, Readable.from(rows)),
      });
    },
  }),
];
