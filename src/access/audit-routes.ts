import { z } from 'zod';
import { defineRoute, download } from '../edges.js';
import { writeCsv } from '../infra/csv/write-csv.js';
import { AUDIT_COLUMNS, AuditFilter, AuditPage, auditRows, listAudit, PresentedAuditEntry } from './list-audit.js';

const tag = 'Audit';

export const auditRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/audit',
    access: { scope: 'admin' },
    summary: 'Who did what, when and from where, with settings before and after, and what was refused; newest first',
    tag,
    query: AuditPage,
    response: z.object({ entries: z.array(PresentedAuditEntry), next: z.string().nullable() }),
    handle: (_ctx, { query }) => listAudit(query),
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/audit.csv',
    access: { scope: 'admin' },
    summary: 'The same as a CSV file, at most 100,000 entries',
    tag,
    query: AuditFilter,
    download: { contentTypes: ['text/csv'] },
    handle: async (_ctx, { query }) =>
      download({
        contentType: 'text/csv; charset=utf-8',
        fileName: 'audit.csv',
        stream: writeCsv(AUDIT_COLUMNS, auditRows(query)),
      }),
  }),
];
