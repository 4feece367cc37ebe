import type { Context } from '../context.js';
import { deliver } from '../deliveries/index.js';
import { ConflictError, InvalidInputError, NotFoundError } from '../errors.js';
import { getFriendBehind } from '../friends/index.js';
import { untilWritten } from '../infra/mongo/model.js';
import { closeNotice } from '../notices/index.js';
import { isClosed, movesFrom, type FeedbackState } from './core/feedback.js';
import { FeedbackModel, type Feedback, type FeedbackMove } from './feedback.model.js';
import { holdPromotions, noticeIdOf } from './open-feedback.js';

type Needs = Pick<Context, 'actor' | 'clock' | 'signal' | 'wake'>;

interface Move {
  to: FeedbackState;
  note?: string | undefined;
  /** What the friend is told; only with `fixed`. */
  message?: string | undefined;
}

/**
 * Moves feedback to another state. Fixed, the friend is told what the message says, once; closed, promotions go on; opened again, they
 * wait again. The same move again does what it did not come to and changes nothing else.
 */
export async function moveFeedback(ctx: Needs, id: string, { to, note, message }: Move): Promise<Feedback> {
  if (message !== undefined && to !== 'fixed')
    throw new InvalidInputError('invalid_input', `message goes with fixed only, not with ${to}.`);
  const stored = await getFeedback(id);
  const moved = stored.state === to ? stored : await write(ctx, stored, to, note ?? null, message !== undefined);
  if (!isClosed(to)) {
    await holdPromotions(ctx, moved);
    return moved;
  }
  if (message !== undefined) await tell(ctx, moved, message);
  await closeNotice(ctx, noticeIdOf(moved));
  return moved;
}

/** The feedback; NotFoundError when there is none. */
export async function getFeedback(id: string): Promise<Feedback> {
  const feedback = await FeedbackModel.findById(id).lean();
  if (!feedback) throw new NotFoundError('feedback', id);
  return feedback;
}

async function write(ctx: Needs, stored: Feedback, to: FeedbackState, note: string | null, isTold: boolean) {
  const { _id, rev, state: from, moves } = stored;
  if (!movesFrom(from).includes(to))
    throw new ConflictError(`Feedback ${_id} is ${from}, which can become ${movesFrom(from).join(', ')}, not ${to}.`);
  const at = ctx.clock.now();
  const move: FeedbackMove = { from, to, at, by: ctx.actor, note };
  const change = {
    state: to,
    moves: [...moves, move],
    closedAt: isClosed(to) ? at : null,
    ...(isTold ? { toldAt: at } : {}),
    rev: rev + 1,
  };
  const written = await untilWritten(() =>
    FeedbackModel.collection.updateOne({ _id: _id as never, rev }, { $set: change }),
  );
  if (written.matchedCount === 1) return { ...stored, ...change };
  throw new ConflictError(`Feedback ${_id} was changed by somebody else just now; look at it first.`);
}

/** Answers a complaint in the words of staff, so it comes at any hour, counts for no cap, and also while staff have the chat. */
async function tell(ctx: Needs, { _id, friendId, moves }: Feedback, text: string): Promise<void> {
  await deliver(ctx, {
    id: `feedback:${_id}:${moves.length}`,
    friend: await getFriendBehind(friendId),
    sender: { kind: 'feedback', id: _id },
    content: { messages: [{ type: 'text', text }], contentType: 'service' },
    transactional: true,
  });
}
