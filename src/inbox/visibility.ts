import { requireSight, sightOf } from '../access/index.js';
import type { ChatSubject, Context, MayReadChat } from '../context.js';
import { NotFoundError } from '../errors.js';
import type { Filter } from '../infra/mongo/model.js';
import { groupBy } from '../shared/group-by.js';
import { ConversationModel, type Conversation } from './conversation.model.js';
import { seesConversation, type Onlooker, type Sight } from './core/sight.js';

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

const SIGHT = { friendId: 1, assigneeId: 1, teamId: 1, participants: 1 } as const;
type Looked = Sight & Pick<Conversation, '_id' | 'friendId'>;

/** What was said with a friend who never had a conversation is as one that nobody and no team has. */
const NOBODYS: Sight = { assigneeId: null, teamId: null, participants: [] };

/**
 * Who may read what was said, wherever it is shown. What staff wrote about a conversation: whoever sees that one. What was said
 * with a friend: whoever sees one of their conversations, for each of their threads goes over all of the chat. Nothing is read
 * while all these viewers see everything.
 */
export async function lookAtChats(viewers: Viewer[], subjects: ChatSubject[]): Promise<MayReadChat> {
  const isLimited = viewers.some(({ caller }) => caller.rights.visibility !== 'all');
  const conversationIds = subjects.flatMap((one) => ('conversationId' in one ? one.conversationId : []));
  const friendIds = subjects.flatMap((one) => ('friendId' in one ? one.friendId : []));
  const [byId, byFriend] = await Promise.all([
    isLimited && conversationIds.length > 0 ? findSights({ _id: { $in: conversationIds } }) : [],
    isLimited && friendIds.length > 0 ? findSights({ friendId: { $in: friendIds } }) : [],
  ]);
  const ofConversation = groupBy(byId, ({ _id }) => _id);
  const ofFriend = groupBy(byFriend, ({ friendId }) => friendId);
  return (viewer, subject) => {
    if (viewer.caller.rights.visibility === 'all') return true;
    const sights: Sight[] =
      'conversationId' in subject
        ? (ofConversation.get(subject.conversationId) ?? [])
        : (ofFriend.get(subject.friendId) ?? [NOBODYS]);
    const isSeen = (sight: Sight) => seesConversation(onlookerOf(viewer), sight);
    return 'isAll' in subject ? sights.every(isSeen) : sights.some(isSeen);
  };
}

const findSights = (filter: Filter<Conversation>): Promise<Looked[]> => ConversationModel.find(filter, SIGHT).lean();
