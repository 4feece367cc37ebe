import type { Context } from '../context.js';
import { ConflictError } from '../errors.js';
import { getFriendToChange } from '../friends/index.js';
import type { Filter } from '../infra/mongo/model.js';
import { ConversationModel, type Conversation } from './conversation.model.js';
import { openConversation, openForFriend } from './open-conversation.js';
import { visibleTo } from './visibility.js';

/** The conversation with a friend that is not resolved, begun by staff when there is none. */
export async function openWithFriend(
  ctx: Pick<Context, 'actor' | 'caller' | 'clock' | 'publish' | 'signal'>,
  friendId: string,
): Promise<Conversation> {
  const target = openForFriend(await getFriendToChange(friendId));
  const standing = { state: 'open' as const, heldSince: null, assigneeId: null };
  const opened = await openConversation(ctx, target, standing, { heard: null, friend: null });
  if (opened) return opened.conversation;
  const filter = { $and: [{ openFor: target.openFor }, visibleTo(ctx)] } as Filter<Conversation>;
  const found = await ConversationModel.findOne(filter).lean();
  if (!found) throw new ConflictError(`Friend ${friendId} has a conversation already, which is somebody else's.`);
  return found;
}
