import type { Context } from '../context.js';
import { InvalidInputError } from '../errors.js';
import { closeComplaint } from '../notices/index.js';
import { isClosed, type FeedbackState } from './core/feedback.js';
import type { Feedback } from './feedback.model.js';
import { getFeedback } from './find-feedback.js';
import { holdPromotions, noticeIdOf } from './open-feedback.js';
import { planTelling, tell } from './tell-friend.js';
import { writeMove } from './write-move.js';

type Needs = Pick<Context, 'actor' | 'caller' | 'clock' | 'signal' | 'takeFreeReply' | 'wake'>;

interface Move {
  to: FeedbackState;
  note?: string | undefined;
  /** What the friend is told; only with `fixed`. */
  message?: string | undefined;
}

/**
 * Moves feedback to another state. Fixed, the friend is told what the message says, also while staff have the chat; closed, promotions
 * go on; opened again, they wait again. The same move again does what it did not come to: what did not reach the friend is said again.
 * ConflictError for another message than the one that they were told.
 */
export async function moveFeedback(ctx: Needs, id: string, { to, note, message }: Move): Promise<Feedback> {
  if (message !== undefined && to !== 'fixed')
    throw new InvalidInputError('invalid_input', `message goes with fixed only, not with ${to}.`);
  const stored = await getFeedback(ctx, id);
  const isMoved = stored.state === to;
  const telling = message === undefined ? null : await planTelling(ctx, stored, { message, isMoved });
  const moved = isMoved ? stored : await writeMove(ctx, stored, { to, note: note ?? null }, telling?.set);
  if (!isClosed(to)) {
    await holdPromotions(ctx, moved);
    return moved;
  }
  const told = telling ? await tell(ctx, moved, telling) : moved;
  await closeComplaint(ctx, noticeIdOf(told));
  return told;
}
