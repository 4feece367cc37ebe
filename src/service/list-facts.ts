import type { ConversationFact } from './core/fact.js';
import { FactModel } from './fact.model.js';

/** The facts of a channel from `from` until before `until`, in order of time. */
export const listFacts = (channelId: string, from: Date, until: Date): Promise<ConversationFact[]> =>
  FactModel.find({ channelId, at: { $gte: from, $lt: until } })
    .sort({ at: 1, _id: 1 })
    .lean<ConversationFact[]>();

export const countFacts = (channelId: string, from: Date, until: Date): Promise<number> =>
  FactModel.countDocuments({ channelId, at: { $gte: from, $lt: until } });

/** The first fact of a channel; null while there is none. */
export const findFirstFact = (channelId: string): Promise<ConversationFact | null> =>
  FactModel.findOne({ channelId }).sort({ at: 1 }).lean<ConversationFact>();

const FOUND_MAX = 1_000;

/** The ends of conversations, each by the conversation and its revision then; those that are not known are left out. */
export async function findEnds(ends: { conversationId: string; rev: number }[]): Promise<ConversationFact[]> {
  const ids = ends.map(({ conversationId, rev }) => endIdOf(conversationId, rev));
  const found: ConversationFact[] = [];
  for (let start = 0; start < ids.length; start += FOUND_MAX)
    found.push(
      ...(await FactModel.find({ _id: { $in: ids.slice(start, start + FOUND_MAX) } }).lean<ConversationFact[]>()),
    );
  return found;
}

const endIdOf = (conversationId: string, rev: number): string => `${conversationId}/${rev}/resolved`;
