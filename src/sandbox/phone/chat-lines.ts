import type { Chat } from './world.js';

type Fields = Readonly<Record<string, unknown>>;

/** One line of a chat as the phone shows it. */
export type ChatLine =
  | { kind: 'day'; key: string; at: number }
  | { kind: 'account'; key: string; at: number; messageId: string; message: Fields; isFollowUp: boolean }
  | { kind: 'own'; key: string; at: number; message: Fields; messageId: string | null; isRead: boolean }
  | { kind: 'note'; key: string; at: number; note: 'added' | 'blocked' | 'unsent' };

type Read = Pick<Chat, 'readMessageId' | 'isReadAtOnce'>;

/** The lines of a chat, oldest first, with a line wherever another day begins. `dayOf` says which day a time is on. */
export function readLines(
  { entries, ...read }: Pick<Chat, 'entries'> & Read,
  dayOf: (at: number) => string,
): ChatLine[] {
  const lines: ChatLine[] = [];
  let day = '';
  for (const [index, entry] of entries.entries()) {
    const line = lineOf(entry, `${entry.at}.${index}`, read, lines.at(-1));
    if (!line) continue;
    if (dayOf(line.at) !== day) {
      day = dayOf(line.at);
      lines.push({ kind: 'day', key: day, at: line.at });
    }
    lines.push(line);
  }
  return lines;
}

function lineOf(entry: Chat['entries'][number], key: string, read: Read, before?: ChatLine): ChatLine | undefined {
  const { at } = entry;
  if (entry.kind === 'seen') {
    const { message, messageId } = entry;
    const isFollowUp = before?.kind === 'account' && senderIn(before.message) === senderIn(message);
    return { kind: 'account', key: messageId, at, messageId, message, isFollowUp };
  }
  if (entry.kind === 'said') {
    const { message, messageId, unsentAt } = entry;
    if (unsentAt !== undefined) return { kind: 'note', key, at, note: 'unsent' };
    return { kind: 'own', key: messageId, at, message, messageId, isRead: isRead(messageId, read) };
  }
  const { act, detail } = entry;
  if (act === 'follow') return { kind: 'note', key, at, note: 'added' };
  if (act === 'block') return { kind: 'note', key, at, note: 'blocked' };
  const displayText = act === 'postback' ? detail?.['displayText'] : undefined;
  if (typeof displayText !== 'string') return undefined;
  return {
    kind: 'own',
    key,
    at,
    message: { type: 'text', text: displayText },
    messageId: null,
    isRead: read.isReadAtOnce,
  };
}

/** Ids have eighteen digits and grow, so that everything before what was read was read as well. */
const isRead = (messageId: string, { isReadAtOnce, readMessageId }: Read): boolean =>
  isReadAtOnce || (readMessageId !== null && messageId <= readMessageId);

const senderIn = ({ sender }: Fields): string => JSON.stringify(sender ?? null);

/** The message whose quick replies are shown: the last one, as long as nothing was said after it. */
export function quickReplyLine(lines: readonly ChatLine[]): Extract<ChatLine, { kind: 'account' }> | undefined {
  const last = lines.at(-1);
  return last?.kind === 'account' && last.message['quickReply'] !== undefined ? last : undefined;
}
