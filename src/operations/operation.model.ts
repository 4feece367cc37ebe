import type { Actor } from '../context.js';
import { Anything, defineModel } from '../infra/mongo/model.js';

/** queued -> running -> done | failed | cancelled; from these, undoing -> undone while undoing is offered. */
export const OPERATION_STATES = ['queued', 'running', 'done', 'failed', 'cancelled', 'undoing', 'undone'] as const;
export type OperationState = (typeof OPERATION_STATES)[number];

/** Long work that a person started, with how far it is. */
export interface Operation {
  _id: string;
  /** What it was started by, where that may be repeated; absent otherwise. */
  cause?: string;
  channelId: string;
  kind: string;
  input: unknown;
  state: OperationState;
  /** True while there is work left: queued, running or undoing. */
  isOpen: boolean;
  /** Where the next piece begins. */
  cursor: string | null;
  /** Counts the pieces written down, so that a piece that ran twice is counted once. */
  pieces: number;
  /** Tries of the present piece that failed. */
  attempts: number;
  /** When somebody should look at it again, if nobody does already. */
  dueAt: Date;
  total: number | null;
  done: number;
  failed: number;
  undone: number;
  /** Rows in `operationErrors`; `isErrorsCut` when there were more than are kept. */
  errorCount: number;
  isErrorsCut: boolean;
  result: Record<string, unknown>;
  /** Why it failed. */
  reason: string | null;
  startedBy: Actor;
  undoWithinHours: number | null;
  undoUntil: Date | null;
  /** When the uploaded file goes; null without one, or while it is needed. */
  fileUntil: Date | null;
  hasFile: boolean;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
}

export const OperationModel = defineModel<Operation>(
  'Operation',
  'operations',
  {
    cause: String,
    channelId: String,
    kind: String,
    input: Anything,
    state: String,
    isOpen: Boolean,
    cursor: String,
    pieces: Number,
    attempts: Number,
    dueAt: Date,
    total: Number,
    done: Number,
    failed: Number,
    undone: Number,
    errorCount: Number,
    isErrorsCut: Boolean,
    result: Anything,
    reason: String,
    startedBy: Anything,
    undoWithinHours: Number,
    undoUntil: Date,
    fileUntil: Date,
    hasFile: Boolean,
    createdAt: Date,
    startedAt: Date,
    finishedAt: Date,
  },
  [
    [{ channelId: 1, _id: -1 }],
    [{ cause: 1 }, { unique: true, sparse: true }],
    [{ dueAt: 1 }, { partialFilterExpression: { isOpen: true }, name: 'open' }],
    [{ fileUntil: 1 }, { partialFilterExpression: { hasFile: true }, name: 'files' }],
  ],
);

/** One thing that an operation could not do. */
export interface OperationError {
  /** Operation and place, so that a piece that ran twice reports once. */
  _id: string;
  operationId: string;
  row: number | null;
  subject: string;
  reason: string;
  at: Date;
}

const ERRORS_KEPT_SECONDS = 90 * 24 * 3600; // they may name people; after a quarter nobody repairs an import

export const OperationErrorModel = defineModel<OperationError>(
  'OperationError',
  'operationErrors',
  { operationId: String, row: Number, subject: String, reason: String, at: Date },
  [[{ operationId: 1, _id: 1 }], [{ subject: 1 }], [{ at: 1 }, { expireAfterSeconds: ERRORS_KEPT_SECONDS }]],
);
