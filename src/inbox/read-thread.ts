import { readChat, type ChatLine } from '../activity/index.js';
import type { Context } from '../context.js';
import { readSent, type SentLine } from '../deliveries/index.js';
import { sideFilter, sideSort, type Side } from '../infra/mongo/page-before.js';
import { chatOf } from './compose-answer.js';
import { EntryModel, type Conversation, type Entry } from './conversation.model.js';
import { mergePages, placeWithin, readPlace, writePlace, type Place, type Source } from './core/thread.js';
import { nameMembers } from './members.js';
import { getConversation, lookAtChats, type Viewer } from './visibility.js';

/** One line of a thread. */
export interface ThreadLine {
  id: string;
  place: Place;
  kind: 'message' | 'tap' | 'happening' | 'sent' | 'note' | 'event';
  /** Whose it is: a friend (in a group by LINE user id), staff or a program in their place, the bot, a campaign. */
  author: {
    kind: 'friend' | 'staff' | 'bot' | 'campaign' | 'system';
    id: string | null;
    /** Of who spoke in a group, once LINE told it. */
    displayName?: string | null;
    pictureUrl?: string | null;
  };
  data: Record<string, unknown>;
  /** The conversation that a note or event is about. */
  aboutId?: string;
}

/** A page of a thread, oldest first, with the places to go on from; null at an end. */
export interface ThreadPage {
  lines: ThreadLine[];
  before: string | null;
  after: string | null;
}

/** Where to read: the newest end, to one side of a place, or around it. */
export type ThreadQuery = { limit: number } & (
  { at: 'newest' } | { at: 'before'; place: string } | { at: 'after'; place: string } | { at: 'around'; place: string }
);

/**
 * Everything that was said in a chat, by whomever and however it was sent, with the notes of staff and what became of its
 * conversations between, in one order. Of earlier conversations with the same friend too.
 */
export async function readThread(
  ctx: Pick<Context, 'actor' | 'caller' | 'clock' | 'wake'>,
  conversationId: string,
  query: ThreadQuery,
): Promise<ThreadPage> {
  const conversation = await getConversation(ctx, conversationId);
  const found = await readPage(conversation, query);
  const page = { ...found, lines: await withhold(ctx, found.lines) };
  return nameMembers(ctx, conversation, page);
}

/** Of other conversations with the same friend whoever reads may see some alone: what staff wrote about the others stays empty. */
async function withhold(ctx: Viewer, lines: ThreadLine[]): Promise<ThreadLine[]> {
  const about = [...new Set(lines.flatMap((line) => line.aboutId ?? []))];
  const mayRead = await lookAtChats(
    [ctx],
    about.map((conversationId) => ({ conversationId })),
  );
  return lines.map((line) =>
    line.aboutId === undefined || mayRead(ctx, { conversationId: line.aboutId })
      ? line
      : { ...line, data: { isWithheld: true } },
  );
}

async function readPage(conversation: Conversation, query: ThreadQuery): Promise<ThreadPage> {
  const { limit } = query;
  const place = query.at === 'newest' ? null : readPlace(query.place);
  if (query.at === 'around' && place) {
    const half = Math.ceil(limit / 2);
    const [older, newer] = await Promise.all([
      readSide(conversation, { direction: 'before', place: justAfter(place) }, half),
      readSide(conversation, { direction: 'after', place: justAfter(place) }, half),
    ]);
    return page([...older, ...newer], { isOldest: older.length < half, isNewest: newer.length < half });
  }
  const direction = query.at === 'after' ? 'after' : 'before';
  const lines = await readSide(conversation, { direction, place }, limit);
  const isShort = lines.length < limit;
  return page(lines, {
    isOldest: direction === 'before' && isShort,
    isNewest: query.at === 'newest' || (direction === 'after' && isShort),
  });
}

/** Right behind a place, so that the line that stands there is on the older side. */
const justAfter = (place: Place): Place => ({ ...place, id: `${place.id}\u0000` });

function page(lines: ThreadLine[], { isOldest, isNewest }: { isOldest: boolean; isNewest: boolean }): ThreadPage {
  const [first, last] = [lines[0], lines.at(-1)];
  return {
    lines,
    before: first && !isOldest ? writePlace(first.place) : null,
    after: last && !isNewest ? writePlace(last.place) : null,
  };
}

/** Lines to one side of a place, the nearest ones, oldest first. */
export async function readSide(
  conversation: Conversation,
  { direction, place }: { direction: 'before' | 'after'; place: Place | null },
  limit: number,
): Promise<ThreadLine[]> {
  const side = (source: Source): Side => ({ direction, place: placeWithin(source, place) });
  const { friendId, groupId } = conversation;
  const [heard, sent, entries] = await Promise.all([
    readChat(chatOf(conversation), side('activity'), limit),
    readSent(friendId ?? groupId ?? '', side('delivery'), limit),
    readEntries(conversation, side('entry'), limit),
  ]);
  return mergePages([heard.map(heardLine), sent.map(sentLine), entries.map(entryLine)], direction, limit);
}

async function readEntries({ friendId, groupId }: Conversation, side: Side, limit: number): Promise<Entry[]> {
  const of = friendId === null ? { groupId } : { friendId };
  return EntryModel.find({ ...of, ...sideFilter('at', side) })
    .sort(sideSort('at', side))
    .limit(limit)
    .lean();
}

const KIND_OF: Record<string, ThreadLine['kind']> = { 'message.received': 'message', 'postback.tapped': 'tap' };

function heardLine(line: ChatLine): ThreadLine {
  const { _id: id, at, kind, friendId, messageId, content, unsentAt, editedAt, data } = line;
  const speaker = data['lineUserId'];
  return {
    id,
    place: { at, source: 'activity', id },
    kind: KIND_OF[kind] ?? 'happening',
    author: { kind: 'friend', id: friendId ?? (typeof speaker === 'string' ? speaker : null) },
    data: { what: kind, messageId: messageId ?? null, content, unsentAt, editedAt, ...data },
  };
}

/** What was sent, as a line of a thread. */
export function sentLine(line: SentLine): ThreadLine {
  const { _id: id, plannedAt: at, sender, content, messages, method, state, reason, joinedTo, settledAt } = line;
  return {
    id,
    place: { at, source: 'delivery', id },
    kind: 'sent',
    author: { kind: authorOf(sender.kind), id: sender.id },
    data: {
      sender,
      content: messages ?? content,
      method,
      cost: costOf(line),
      // What was in doubt while it was in flight says nothing any more.
      outcome: { state, reason: state === 'accepted' ? null : reason, at: settledAt },
      joinedTo,
    },
  };
}

function authorOf(sender: SentLine['sender']['kind']): ThreadLine['author']['kind'] {
  switch (sender) {
    case 'inbox':
      return 'staff';
    case 'campaign':
    case 'campaignTest':
      return 'campaign';
    case 'api':
      return 'system';
    default:
      return 'bot';
  }
}

/** Messages that it cost: none by a reply, or together with another one; null while it is not known. */
function costOf({ state, method, joinedTo }: SentLine): number | null {
  if (state === 'skipped' || state === 'rejected') return 0;
  if (state !== 'accepted') return null;
  return method === 'reply' || joinedTo !== null ? 0 : 1;
}

function entryLine({ _id: id, conversationId, at, kind, by, text, mentions, editedAt, name, data }: Entry): ThreadLine {
  const [actor = 'system', actorId = null] = by.split('/');
  return {
    id,
    place: { at, source: 'entry', id },
    kind,
    author: { kind: actor === 'friend' ? 'friend' : actor === 'system' ? 'system' : 'staff', id: actorId },
    aboutId: conversationId,
    data: kind === 'note' ? { text, mentions, editedAt } : { name, ...data },
  };
}
