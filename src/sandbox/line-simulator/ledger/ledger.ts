import type { SendMethod } from '../world/chat.js';

/** One send that LINE accepted. */
export interface LedgerRow {
  requestId: string;
  channelId: string;
  method: SendMethod;
  path: string;
  retryKey: string | undefined;
  /** IDs as addressed: users, or one group or room; for narrowcast and broadcast the people reached. */
  recipients: string[];
  /** People who saw it. */
  reachedIds: string[];
  billed: number;
  /** Hash of the messages, equal for equal content. */
  contentHash: string;
  at: number;
  /** Request IDs that came with the same retry key and were answered 409. */
  retriedBy: string[];
  /** Whether the answer reached the caller; a fault may have swallowed it. */
  isAnswered: boolean;
}

/** One call that LINE refused. */
export interface RefusedRow {
  requestId: string;
  channelId: string;
  endpoint: string;
  status: number;
  message: string;
  retryKey: string | undefined;
  at: number;
}

const REFUSED_ROWS_MAX = 10_000;

/** What was accepted and what was refused: the oracle for "nothing lost, nothing twice". */
export class Ledger {
  accepted: LedgerRow[] = [];
  refused: RefusedRow[] = [];
  /** Accepted rows that were dropped to stay bounded; 0 means that the ledger is complete. */
  droppedRows = 0;
  private readonly byRequestId = new Map<string, LedgerRow>();

  constructor(private readonly rowsMax: number) {}

  accept(row: LedgerRow): void {
    this.accepted.push(row);
    this.byRequestId.set(row.requestId, row);
    if (this.accepted.length > this.rowsMax * 1.1) this.dropOldest();
  }

  refuse(row: RefusedRow): void {
    this.refused.push(row);
    if (this.refused.length > REFUSED_ROWS_MAX * 1.1) this.refused.splice(0, this.refused.length - REFUSED_ROWS_MAX);
  }

  find(requestId: string): LedgerRow | undefined {
    return this.byRequestId.get(requestId);
  }

  clear(): void {
    this.accepted = [];
    this.refused = [];
    this.droppedRows = 0;
    this.byRequestId.clear();
  }

  private dropOldest(): void {
    const dropped = this.accepted.splice(0, this.accepted.length - this.rowsMax);
    this.droppedRows += dropped.length;
    for (const row of dropped) this.byRequestId.delete(row.requestId);
  }
}
