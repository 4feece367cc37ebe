import { z } from 'zod';
import { beforeFilter } from '../infra/mongo/page-before.js';
import { Cursor, cursorOf, placeOf } from '../shared/cursor.js';
import { AUDIT_OUTCOMES, AuditEntryModel, type AuditEntry } from './audit-entry.model.js';

const PAGE_MAX = 200;
const ROWS_MAX = 100_000;

const Text = z.string().min(1).max(200);

/** Which entries of the audit log are asked for. */
export const AuditFilter = z.strictObject({
  by: Text.optional(),
  action: Text.optional(),
  subjectId: Text.optional(),
  friendId: Text.optional(),
  outcome: z.enum(AUDIT_OUTCOMES).optional(),
  from: z.coerce.date().optional(),
  until: z.coerce.date().optional(),
});
export type AuditFilter = z.infer<typeof AuditFilter>;

export const AuditPage = AuditFilter.extend({
  before: Cursor.optional(),
  limit: z.coerce.number().int().min(1).max(PAGE_MAX).default(50),
});

function filterOf({ from, until, ...same }: AuditFilter): object {
  const at = { ...(from ? { $gte: from } : {}), ...(until ? { $lt: until } : {}) };
  return { ...same, ...(from || until ? { at } : {}) };
}

/** A page of the audit log, the newest entries first. */
export async function listAudit({ before, limit, ...filter }: z.infer<typeof AuditPage>) {
  const entries = await AuditEntryModel.find({ $and: [filterOf(filter), beforeFilter('at', placeOf(before))] })
    .sort({ at: -1, _id: -1 })
    .limit(limit)
    .lean();
  const last = entries.at(-1);
  return {
    entries: entries.map(presentEntry),
    next: last && entries.length === limit ? cursorOf(last.at, last._id) : null,
  };
}

export const AUDIT_COLUMNS = [
  'at',
  'by',
  'address',
  'action',
  'outcome',
  'subjectId',
  'friendId',
  'before',
  'after',
  'reason',
];

/** The same as rows of a file, at most 100,000. */
export async function* auditRows(filter: AuditFilter): AsyncGenerator<Record<string, unknown>> {
  const cursor = AuditEntryModel.find(filterOf(filter)).sort({ at: -1, _id: -1 }).limit(ROWS_MAX).lean().cursor();
  for await (const entry of cursor) yield presentEntry(entry);
}

export const PresentedAuditEntry = z.object({
  id: z.string(),
  at: z.date(),
  by: z.string(),
  address: z.string().nullable(),
  action: z.string(),
  outcome: z.enum(AUDIT_OUTCOMES),
  subjectId: z.string().nullable(),
  friendId: z.string().nullable(),
  before: z.record(z.string(), z.unknown()).nullable(),
  after: z.record(z.string(), z.unknown()).nullable(),
  reason: z.string().nullable(),
});

const presentEntry = ({ _id: id, ...entry }: AuditEntry): z.infer<typeof PresentedAuditEntry> => ({ id, ...entry });
