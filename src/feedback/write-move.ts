import type { Context } from '../context.js';
import { ConflictError } from '../errors.js';
import { untilWritten } from '../infra/mongo/model.js';
import { isClosed, movesFrom, type FeedbackState } from './core/feedback.js';
import { FeedbackModel, type Feedback, type FeedbackMove } from './feedback.model.js';

interface Move {
  to: FeedbackState;
  note: string | null;
}

/** Writes a move on feedback as it was seen, with what changes along; ConflictError when it is not allowed or no longer so. */
export async function writeMove(
  ctx: Pick<Context, 'actor' | 'clock'>,
  seen: Feedback,
  { to, note }: Move,
  also: Partial<Feedback> = {},
): Promise<Feedback> {
  const { _id, state: from, moves } = seen;
  if (!movesFrom(from).includes(to))
    throw new ConflictError(`Feedback ${_id} is ${from}, which can become ${movesFrom(from).join(', ')}, not ${to}.`);
  const at = ctx.clock.now();
  const move: FeedbackMove = { from, to, at, by: ctx.actor, note };
  return writeChange(seen, { ...also, state: to, moves: [...moves, move], closedAt: isClosed(to) ? at : null });
}

/** Changes feedback as it was seen; ConflictError when somebody changed it meanwhile. */
export async function writeChange(seen: Feedback, change: Partial<Feedback>): Promise<Feedback> {
  const { _id, rev } = seen;
  const set = { ...change, rev: rev + 1 };
  const written = await untilWritten(() =>
    FeedbackModel.collection.updateOne({ _id: _id as never, rev }, { $set: set }),
  );
  if (written.matchedCount === 1) return { ...seen, ...set };
  throw new ConflictError(`Feedback ${_id} was changed by somebody else just now; look at it first.`);
}
