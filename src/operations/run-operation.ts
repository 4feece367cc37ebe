import { z } from 'zod';
import { rightsOfActor } from '../access/index.js';
import type { Context } from '../context.js';
import type { OperationDefinition, OperationStep } from '../edges.js';
import { AppError, type ErrorCode } from '../errors.js';
import { insertNew } from '../infra/mongo/model.js';
import { withLease, type Renew } from '../infra/mongo/lease.js';
import { LineError, LineAmbiguousError, LineRateLimitError, LineUnavailableError } from '../line/errors.js';
import { backoffMs } from '../shared/backoff.js';
import { RUN_MS_MAX } from '../infra/queue/queue.js';
import { OperationErrorModel, OperationModel, type Operation } from './operation.model.js';
import { RUN_OPERATION } from './start-operation.js';

const LEASE_MS = 30_000; // a killed worker's operation is taken up by another after this long
const FIRST_RETRY_MS = 1_000;
const RETRY_MS_MAX = 60_000;
const ATTEMPTS_MAX = 8; // about two and a half minutes of one piece failing
const HOUR_MS = 3_600_000;
export const ERRORS_KEPT_MAX = 10_000;

/** What no repetition cures. */
const FINAL_CODES = new Set<ErrorCode>(['invalid_input', 'not_found', 'conflict', 'forbidden', 'too_large']);

const Payload = z.object({ operationId: z.string() });

/** Works on one operation, piece after piece, in one process at a time; whoever takes over goes on at the stored cursor. */
export async function runOperation(ctx: Context, definitions: OperationDefinition[], payload: unknown): Promise<void> {
  const { operationId } = Payload.parse(payload);
  const until = ctx.clock.now().getTime() + RUN_MS_MAX;
  let hasMore = false;
  await withLease(ctx.clock, `operations/${operationId}`, LEASE_MS, async (renew) => {
    hasMore = await advance(ctx, definitions, operationId, renew, until);
  });
  // Only now that the lease is free: whoever comes earlier would only leave word.
  if (hasMore) ctx.wake(RUN_OPERATION, [{ operationId }]);
}

/** Resolves to whether work is left that can go on at once. */
async function advance(
  ctx: Context,
  definitions: OperationDefinition[],
  operationId: string,
  renew: Renew,
  until: number,
): Promise<boolean> {
  for (;;) {
    const now = ctx.clock.now();
    const operation = await OperationModel.findOne({ _id: operationId, isOpen: true }).lean();
    if (!operation || (operation.attempts > 0 && operation.dueAt > now)) return false;
    if (!(await renew())) return false;
    if (now.getTime() > until) return true;
    const definition = definitions.find(({ kind }) => kind === operation.kind);
    if (!definition) {
      await fail(ctx, operation, `There is no operation of the kind ${operation.kind} in this version.`);
      return false;
    }
    const begun = await begin(ctx, operation, definition);
    if (!begun) continue;
    const step = await runStep(ctx, begun, definition);
    if (step === null) return false;
    await writeDown(ctx, begun, step);
  }
}

/** Marks a queued operation as running; null when it changed meanwhile. */
async function begin(ctx: Context, operation: Operation, definition: OperationDefinition): Promise<Operation | null> {
  const dueAt = new Date(ctx.clock.now().getTime() + LEASE_MS);
  const started =
    operation.state === 'queued'
      ? {
          state: 'running' as const,
          startedAt: ctx.clock.now(),
          undoWithinHours: definition.undo?.withinHours ?? null,
        }
      : {};
  return OperationModel.findOneAndUpdate(
    { _id: operation._id, state: operation.state, pieces: operation.pieces },
    { $set: { ...started, dueAt } },
    { returnDocument: 'after' },
  ).lean();
}

/** Runs one piece; null when it failed, which is noted: it is tried again later, or the operation ends. */
async function runStep(
  ctx: Context,
  operation: Operation,
  definition: OperationDefinition,
): Promise<OperationStep | null> {
  const { _id: id, channelId, input, cursor, result, startedBy } = operation;
  const startedAt = operation.startedAt ?? operation.createdAt;
  const running = { id, channelId, input, cursor, result, startedAt, startedBy };
  const step = operation.state === 'undoing' ? definition.undo?.step : definition.step;
  try {
    if (!step) throw new AppError('conflict', `Operations of the kind ${operation.kind} cannot be undone.`);
    const caller = { ...ctx.caller, rights: await rightsOfActor(startedBy) };
    return await step({ ...ctx, actor: startedBy, caller }, running);
  } catch (error) {
    ctx.log.warn({ err: error, operationId: id, kind: operation.kind }, 'piece of an operation failed');
    const attempts = operation.attempts + 1;
    if (isFinal(error) || attempts >= ATTEMPTS_MAX) {
      await fail(ctx, operation, reasonOf(error));
      return null;
    }
    const delayMs = backoffMs(attempts, FIRST_RETRY_MS, RETRY_MS_MAX);
    const dueAt = new Date(ctx.clock.now().getTime() + delayMs);
    await OperationModel.updateOne(
      { _id: id, state: operation.state, pieces: operation.pieces },
      { $set: { attempts, dueAt } },
    );
    ctx.wake(RUN_OPERATION, [{ operationId: id }], { delayMs });
    return null;
  }
}

/** Writes a piece down: errors first, under ids that a repetition shares, then the counts, on the piece that was seen. */
async function writeDown(ctx: Context, operation: Operation, step: OperationStep): Promise<void> {
  const now = ctx.clock.now();
  const problems = step.errors ?? [];
  const kept = problems.slice(0, Math.max(0, ERRORS_KEPT_MAX - operation.errorCount));
  await insertNew(
    OperationErrorModel,
    kept.map((problem, index) => ({
      _id: `${operation._id}/${String(operation.errorCount + index).padStart(6, '0')}`,
      operationId: operation._id,
      ...problem,
      at: now,
    })),
  );
  const isUndo = operation.state === 'undoing';
  const counts = isUndo
    ? { undone: operation.undone + step.done }
    : {
        done: operation.done + step.done,
        failed: operation.failed + (step.failed ?? 0),
        total: step.total ?? operation.total,
      };
  await OperationModel.updateOne(
    { _id: operation._id, state: operation.state, pieces: operation.pieces },
    {
      $set: {
        ...counts,
        cursor: step.cursor,
        pieces: operation.pieces + 1,
        attempts: 0,
        result: step.result ?? operation.result,
        errorCount: operation.errorCount + kept.length,
        isErrorsCut: operation.isErrorsCut || kept.length < problems.length,
        ...(step.isDone ? ended(operation, isUndo ? 'undone' : 'done', now) : {}),
      },
    },
  );
}

async function fail(ctx: Context, operation: Operation, reason: string): Promise<void> {
  await OperationModel.updateOne(
    { _id: operation._id, state: operation.state, pieces: operation.pieces },
    { $set: { ...ended(operation, 'failed', ctx.clock.now()), reason } },
  );
}

/** What ends an operation. It can be undone for a while from its first end on, also after an undoing that failed. */
export function ended(
  { state, undoWithinHours, undoUntil: earlier, hasFile }: Operation,
  next: 'done' | 'failed' | 'cancelled' | 'undone',
  now: Date,
): Partial<Operation> {
  const offered = undoWithinHours === null ? null : new Date(now.getTime() + undoWithinHours * HOUR_MS);
  const undoUntil = next === 'undone' ? null : state === 'undoing' ? earlier : offered;
  return {
    state: next,
    isOpen: false,
    finishedAt: now,
    undoUntil,
    ...(hasFile ? { fileUntil: undoUntil ?? now } : {}),
  };
}

function isFinal(error: unknown): boolean {
  if (error instanceof AppError) return FINAL_CODES.has(error.code);
  if (error instanceof z.ZodError) return true;
  if (!(error instanceof LineError)) return false;
  return !(
    error instanceof LineUnavailableError ||
    error instanceof LineAmbiguousError ||
    error instanceof LineRateLimitError
  );
}

/** Our own errors and LINE's are written for the caller; of others only that something failed may leave. */
function reasonOf(error: unknown): string {
  if (error instanceof AppError || error instanceof LineError) return error.message;
  if (error instanceof z.ZodError) return `The input of the operation is not valid: ${error.issues[0]?.message ?? ''}.`;
  return 'Something failed on our side, several times in a row; the log has the details.';
}

const WAKE_UP_LOST_MS = 2_000;
const SWEEP_MAX = 100;

/** Wakes operations with work left that nobody looks at: the wake-up was lost, or the worker died. */
export async function sweepOperations(ctx: Pick<Context, 'clock' | 'wake'>): Promise<void> {
  const before = new Date(ctx.clock.now().getTime() - WAKE_UP_LOST_MS);
  const left = await OperationModel.find({ isOpen: true, dueAt: { $lte: before } }, { _id: 1 })
    .sort({ dueAt: 1 })
    .limit(SWEEP_MAX)
    .lean();
  ctx.wake(
    RUN_OPERATION,
    left.map(({ _id }) => ({ operationId: _id })),
  );
}
