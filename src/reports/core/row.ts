import { sees } from '../../access/core/sight.js';
import type { Rights } from '../../access/core/rights.js';
import type { Target } from '../../hours/core/service-policy.js';

/** What reports count: facts of conversations, and `asked`, a friend who was asked how an ended conversation was. */
export const ROW_KINDS = [
  'opened',
  'reopened',
  'handedOver',
  'assigned',
  'firstResponse',
  'nextResponse',
  'resolved',
  'breached',
  'asked',
  // Days are kept with the places of these, so a further one stands last.
  'moved',
  'undone',
  'merged',
  'notSent',
] as const;
export type RowKind = (typeof ROW_KINDS)[number];

/** One thing that reports count. */
export interface Row {
  readonly kind: RowKind;
  readonly conversationId: string;
  readonly at: Date;
  /** Of the day, by the channel's clocks. */
  readonly hour: number;
  /** Whose it counts as: of an answer who gave it, else who had the conversation. A program is `apiKey/…`; null for nobody. */
  readonly agentId: string | null;
  readonly teamId: string | null;
  readonly labels: readonly string[];
  /** Of an answer and an end, in milliseconds; of answers that did not arrive, how long before the first of them was given. */
  readonly clockMs: number | null;
  readonly businessMs: number | null;
  /** Of an answer, an end and a breach: what was promised, and whether in time; null where nothing was. */
  readonly promise: { target: Target; isKept: boolean } | null;
  /** From 1 to 5, of one who was asked and answered. */
  readonly score: number | null;
}

/** Whether somebody sees what a row counts, by the same sight as conversations. */
export const seesRow = (
  rights: Pick<Rights, 'visibility' | 'teamIds'>,
  staffId: string | null,
  { agentId, teamId }: Pick<Row, 'agentId' | 'teamId'>,
): boolean => sees(rights, staffId, { assigneeId: agentId, teamId });
