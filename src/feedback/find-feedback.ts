import { nameActor } from '../access/index.js';
import type { Context } from '../context.js';
import { ForbiddenError, NotFoundError } from '../errors.js';
import type { Filter } from '../infra/mongo/model.js';
import { FeedbackModel, type Feedback } from './feedback.model.js';

type Viewer = Pick<Context, 'actor' | 'caller'>;

/** What whoever acts sees: everything, or what they own or wrote down themselves, when their role does not see all conversations. */
export function visibleTo({ actor, caller }: Viewer): Filter<Feedback> {
  if (caller.rights.visibility === 'all') return {};
  const own = actor.kind === 'staff' ? [{ ownerId: actor.staffId }] : [];
  return { $or: [...own, { 'source.id': nameActor(actor) }] };
}

/** The feedback. NotFoundError when there is none; ForbiddenError, which the audit log tells of, when they may not see it. */
export async function getFeedback(ctx: Viewer, id: string): Promise<Feedback> {
  const seen = await FeedbackModel.findOne({ $and: [{ _id: id }, visibleTo(ctx)] }).lean();
  if (seen) return seen;
  if ((await FeedbackModel.exists({ _id: id })) === null) throw new NotFoundError('feedback', id);
  throw new ForbiddenError(`The feedback ${id} is somebody else's; your role sees what is yours.`, {
    kind: 'feedback',
    id,
  });
}
