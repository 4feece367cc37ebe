import type { Context } from '../context.js';
import { NotFoundError } from '../errors.js';
import type { Filter } from '../infra/mongo/model.js';
import { assertNever } from '../shared/assert-never.js';
import { ConversationModel, type Conversation } from './conversation.model.js';

/**
 * Which conversations somebody may see. Every read of conversations goes through here, so that what an actor may not see is
 * to them as if it were not there.
 */
export function visibleTo(actor: Context['actor']): Filter<Conversation> {
  switch (actor.kind) {
    case 'staff':
    case 'apiKey':
    case 'system':
      return {};
    case 'friend':
      return { friendId: actor.friendId };
    default:
      return assertNever(actor);
  }
}

/** The conversation; NotFoundError when there is none, or none that the actor may see. */
export async function getConversation(ctx: Pick<Context, 'actor'>, conversationId: string): Promise<Conversation> {
  const found = await ConversationModel.findOne({
    $and: [{ _id: conversationId }, visibleTo(ctx.actor)],
  } as Filter<Conversation>).lean();
  if (!found) throw new NotFoundError('conversation', conversationId);
  return found;
}
