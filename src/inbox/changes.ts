import type { Sight } from './core/sight.js';
import { ConversationModel, type Conversation } from './conversation.model.js';
import { GoneConversationModel, type GoneConversation } from './gone-conversation.model.js';

/** That a conversation changed, at a time by the clock of the store. One that is gone has no version any more. */
export interface Change {
  id: string;
  at: Date;
  version: number;
}

/** The version of a conversation that is gone: after every other. */
export const GONE = Number.POSITIVE_INFINITY;

/** Which conversations changed or went after a time, the earliest first; at most so many. */
export async function listChanges(after: Date, limit: number): Promise<Change[]> {
  const [changed, gone] = await Promise.all([
    ConversationModel.find({ changedAt: { $gt: after } }, { changedAt: 1, version: 1 })
      .sort({ changedAt: 1 })
      .limit(limit)
      .lean(),
    GoneConversationModel.find({ goneAt: { $gt: after } }, { goneAt: 1 })
      .sort({ goneAt: 1 })
      .limit(limit)
      .lean(),
  ]);
  const changes = [
    ...changed.map(({ _id: id, changedAt: at = after, version }) => ({ id, at, version })),
    ...gone.map(({ _id: id, goneAt: at }) => ({ id, at, version: GONE })),
  ];
  return changes.toSorted((one, other) => one.at.getTime() - other.at.getTime()).slice(0, limit);
}

/** When something changed last, by the clock of the store. */
export async function findLatestChange(): Promise<Date> {
  const begin = new Date(0);
  const [changed, gone] = await Promise.all([
    ConversationModel.findOne({ changedAt: { $gt: begin } }, { changedAt: 1 })
      .sort({ changedAt: -1 })
      .lean(),
    GoneConversationModel.findOne({ goneAt: { $gt: begin } }, { goneAt: 1 })
      .sort({ goneAt: -1 })
      .lean(),
  ]);
  return new Date(Math.max(changed?.changedAt?.getTime() ?? 0, gone?.goneAt.getTime() ?? 0));
}

/** These conversations as they are now, and those of them that are gone. */
export async function readChanged(
  conversationIds: string[],
): Promise<{ conversations: Conversation[]; gone: GoneConversation[] }> {
  const conversations = await ConversationModel.find({ _id: { $in: conversationIds } }).lean();
  const found = new Set(conversations.map(({ _id }) => _id));
  const missing = conversationIds.filter((id) => !found.has(id));
  const gone = missing.length > 0 ? await GoneConversationModel.find({ _id: { $in: missing } }).lean() : [];
  return { conversations, gone };
}

/** Who sees these conversations, by id. */
export async function readSights(
  conversationIds: string[],
): Promise<Map<string, Sight & Pick<Conversation, 'channelId'>>> {
  const found = await ConversationModel.find(
    { _id: { $in: conversationIds } },
    { channelId: 1, assigneeId: 1, teamId: 1, participants: 1 },
  ).lean();
  return new Map(found.map((one) => [one._id, one]));
}
