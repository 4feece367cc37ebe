import { nameActor } from './name-actor.js';
import type { Context } from '../context.js';
import type { ForbiddenError } from '../errors.js';
import { newId } from '../infra/ids.js';
import { AuditEntryModel, type AuditEntry } from './audit-entry.model.js';

type Needs = Pick<Context, 'actor' | 'caller' | 'clock'>;
type Recorded = Pick<AuditEntry, 'action'> &
  Partial<Pick<AuditEntry, 'outcome' | 'subjectId' | 'friendId' | 'before' | 'after' | 'reason'>> & { by?: string };

const REASON_MAX = 500;

/** Adds to the audit log what whoever acts did, or was refused. */
export async function recordAudit(ctx: Needs, { by, reason, ...recorded }: Recorded): Promise<void> {
  const entry: AuditEntry = {
    _id: newId(),
    at: ctx.clock.now(),
    by: by ?? nameActor(ctx.actor),
    address: ctx.caller.address,
    outcome: 'done',
    subjectId: null,
    friendId: null,
    before: null,
    after: null,
    ...recorded,
    reason: reason?.slice(0, REASON_MAX) ?? null,
  };
  await AuditEntryModel.collection.insertOne(entry as never);
}

/**
 * Adds to the audit log that whoever acts was refused something. A route needs not call it: the edge does, for every
 * ForbiddenError. It is for what answers in another way, such as live updates.
 */
export function recordRefusal(
  ctx: Needs,
  action: string,
  { message: reason, subject }: Pick<ForbiddenError, 'message' | 'subject'>,
): Promise<void> {
  const id = subject?.id ?? null;
  const about = subject?.kind === 'friend' ? { friendId: id } : { subjectId: id };
  return recordAudit(ctx, { action, outcome: 'refused', reason, ...about });
}
