import { chunk } from '../shared/chunk.js';
import { ConversationModel, type Conversation } from './conversation.model.js';

/** A conversation as stored, for our own work; null when there is none. Who looks for somebody asks `getConversation`. */
export const findConversation = (conversationId: string): Promise<Conversation | null> =>
  ConversationModel.findById(conversationId).lean();

/** Those of these conversations that there are, by id, for our own work. */
export async function findConversations(conversationIds: string[]): Promise<Map<string, Conversation>> {
  const found = await ConversationModel.find({ _id: { $in: conversationIds } }).lean();
  return new Map(found.map((conversation) => [conversation._id, conversation]));
}

const LOOKED_UP_AT_ONCE = 1_000;

/** Which of these conversations there are. */
export async function findExisting(conversationIds: string[]): Promise<Set<string>> {
  const there = new Set<string>();
  for (const ids of chunk(conversationIds, LOOKED_UP_AT_ONCE))
    for (const { _id } of await ConversationModel.find({ _id: { $in: ids } }, { _id: 1 }).lean()) there.add(_id);
  return there;
}

/** Open conversations of somebody of the staff, those with something new in front; at most `limit`. */
export const listAssignedTo = (staffId: string, limit: number): Promise<Conversation[]> =>
  ConversationModel.find({ assigneeId: staffId, state: 'open' }).sort({ lastAt: -1, _id: -1 }).limit(limit).lean();
