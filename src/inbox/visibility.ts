import { requireSight, sightOf } from '../access/index.js';
import type { Context } from '../context.js';
import { NotFoundError } from '../errors.js';
import type { Filter } from '../infra/mongo/model.js';
import { ConversationModel, type Conversation } from './conversation.model.js';
import { seesConversation, type Onlooker } from './core/sight.js';

/** Who acts, and what they may see. */
export type Viewer = Pick<Context, 'actor' | 'caller'>;

/**
 * Which conversations whoever acts may see: what their role shows them, and what they take part in. Every read of conversations
 * goes through here.
 */
export function visibleTo(ctx: Viewer): Filter<Conversation> {
  const sight = sightOf(ctx) as Filter<Conversation>;
  if (ctx.actor.kind !== 'staff' || Object.keys(sight).length === 0) return sight;
  return { $or: [sight, { participants: ctx.actor.staffId }] };
}

/** Whoever acts, as `core/sight.ts` asks for them. */
export const onlookerOf = ({ actor, caller }: Viewer): Onlooker => ({
  rights: caller.rights,
  staffId: actor.kind === 'staff' ? actor.staffId : null,
});

/** The conversation. NotFoundError when there is none; ForbiddenError, which the audit log tells of, when they may not see it. */
export async function getConversation(ctx: Viewer, conversationId: string): Promise<Conversation> {
  const found = await ConversationModel.findById(conversationId).lean();
  if (!found) throw new NotFoundError('conversation', conversationId);
  if (!seesConversation(onlookerOf(ctx), found)) requireSight(ctx, { kind: 'conversation', id: found._id, ...found });
  return found;
}
