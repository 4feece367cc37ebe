import type { Message } from '../../messages/core/message.js';
import { readBubble } from '../../messages/core/transcript.js';

const PREVIEW_LENGTH_MAX = 140;

/** What somebody said, in plain text: null for what has no words. */
export function textOfContent({ type, text, title, address, fileName }: Record<string, unknown>): string | null {
  if (typeof text === 'string') return text;
  if (type === 'location') return [title, address].filter((one) => typeof one === 'string').join(', ') || null;
  return typeof fileName === 'string' ? fileName : null;
}

/** A line for lists: the beginning of a text, or in parentheses what it was instead. */
export function previewOfContent(content: Record<string, unknown>): string {
  return cut(textOfContent(content) ?? `(${String(content['type'])})`);
}

/** The same of what is sent. */
export const previewOfMessages = (messages: readonly Message[]): string => cut(textOfMessages(messages));

/** Everything that a friend reads in messages. */
export const textOfMessages = (messages: readonly Message[]): string =>
  messages.map((message) => readBubble(message).text).join('\n');

const cut = (text: string): string => {
  const characters = Array.from(text);
  return characters.length <= PREVIEW_LENGTH_MAX ? text : `${characters.slice(0, PREVIEW_LENGTH_MAX - 1).join('')}…`;
};
