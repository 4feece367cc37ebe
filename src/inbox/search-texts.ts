import type { Context } from '../context.js';
import { InvalidInputError } from '../errors.js';
import { gramsOfQuery } from '../friends/core/search.js';
import type { Filter } from '../infra/mongo/model.js';
import { ConversationModel, type Author, type Conversation } from './conversation.model.js';
import { hasWords, snippetOf } from './core/texts.js';
import { writePlace } from './core/thread.js';
import { TextModel } from './text.model.js';
import { visibleTo } from './visibility.js';

const CANDIDATES_MAX = 1_000; // looked at one by one; more of them means that the text says too little

/** Where something was said: `place` leads there in the thread of the conversation. */
export interface FoundText {
  conversationId: string;
  friendId: string | null;
  groupId: string | null;
  at: Date;
  from: Author;
  snippet: string;
  place: string;
}

/**
 * What was said with every word of a text, newest first, in Chinese, Japanese, Thai as in languages with spaces. `isCut` says
 * that more fits than was looked at. What is said is found a second later, in a storm some seconds.
 */
export async function searchTexts(
  ctx: Pick<Context, 'actor' | 'caller'>,
  channelId: string,
  { query, limit }: { query: string; limit: number },
): Promise<{ found: FoundText[]; isCut: boolean }> {
  const grams = gramsOfQuery(query);
  if (grams.length === 0)
    throw new InvalidInputError('invalid_input', `q is ${JSON.stringify(query)}; give at least two letters.`);
  const candidates = await TextModel.find({ channelId, grams: { $all: grams } }, { grams: 0 })
    .sort({ at: -1 })
    .limit(CANDIDATES_MAX)
    .lean();
  const fitting = candidates.filter(({ text }) => hasWords(text, query));
  const ids = [...new Set(fitting.map(({ conversationId }) => conversationId))];
  const visible = await ConversationModel.find(
    { $and: [{ _id: { $in: ids } }, visibleTo(ctx)] } as Filter<Conversation>,
    { _id: 1 },
  ).lean();
  const seen = new Set(visible.map(({ _id }) => _id));
  const found = fitting.filter(({ conversationId }) => seen.has(conversationId));
  return {
    found: found.slice(0, limit).map(({ conversationId, friendId, groupId, at, from, text, source, lineId }) => ({
      conversationId,
      friendId,
      groupId,
      at,
      from,
      snippet: snippetOf(text, query),
      place: writePlace({ at, source, id: lineId }),
    })),
    isCut: found.length > limit || candidates.length === CANDIDATES_MAX,
  };
}
