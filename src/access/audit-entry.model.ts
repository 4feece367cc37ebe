import { Anything, defineModel } from '../infra/mongo/model.js';

export const AUDIT_OUTCOMES = ['done', 'refused'] as const;

/** One thing that somebody did or was refused. Only ever added, and removed when its time is over. */
export interface AuditEntry {
  _id: string;
  at: Date;
  /** Who, as `staff/…` or `apiKey/…`; `unknown/…` before somebody is known. */
  by: string;
  /** Where on the network it came from. */
  address: string | null;
  /** The route, such as `put /api/v1/sending-policy`, or the verb. */
  action: string;
  outcome: (typeof AUDIT_OUTCOMES)[number];
  /** What it was done to: its id, and the friend if it was something of theirs. */
  subjectId: string | null;
  friendId: string | null;
  /** Settings that it changed, as they were and as they are; never secrets, never facts about friends. */
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  reason: string | null;
}

export const AuditEntryModel = defineModel<AuditEntry>(
  'AuditEntry',
  'auditEntries',
  {
    at: Date,
    by: String,
    address: String,
    action: String,
    outcome: String,
    subjectId: String,
    friendId: String,
    before: Anything,
    after: Anything,
    reason: String,
  },
  [
    [{ at: -1, _id: -1 }],
    [{ by: 1, at: -1, _id: -1 }],
    [{ action: 1, at: -1, _id: -1 }],
    [{ subjectId: 1, at: -1, _id: -1 }],
    [{ outcome: 1, at: -1, _id: -1 }],
    [{ friendId: 1, at: -1, _id: -1 }],
  ],
);
