import type { Context } from '../context.js';
import { AuditEntryModel } from './audit-entry.model.js';
import { getAccessSettings } from './access-settings.model.js';

const DAY_MS = 24 * 3_600_000;
const ENTRIES_AT_ONCE = 1_000;

/** Removes entries of the audit log that are older than the setting says, some at a time. */
export async function dropOldAudit(ctx: Pick<Context, 'clock'>): Promise<void> {
  const { auditDays } = await getAccessSettings();
  const before = new Date(ctx.clock.now().getTime() - auditDays * DAY_MS);
  const old = await AuditEntryModel.find({ at: { $lt: before } }, { _id: 1 })
    .sort({ at: 1 })
    .limit(ENTRIES_AT_ONCE)
    .lean();
  if (old.length > 0) await AuditEntryModel.deleteMany({ _id: { $in: old.map(({ _id }) => _id) } });
}
