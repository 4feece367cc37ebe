import { findUrls } from '../../links/core/text-urls.js';
import { type Fields, fieldsOf, listOf, numberOf, textOf } from './fields.js';

/** A piece of a text as a phone shows it. */
export type TextPart = { kind: 'plain' | 'emoji' | 'mention'; text: string } | { kind: 'link'; text: string };

type Marked = { start: number; end: number; part: TextPart };

const PLACEHOLDER = /\{\{|\}\}|\{(\w{1,20})\}/g;

/**
 * What a text message says, piece by piece: LINE's emojis by their alternative text, mentions plainly, web addresses as
 * links. Takes texts that accounts send (`text`, `textV2`) and those that friends wrote.
 */
export function readText(message: Fields): TextPart[] {
  if (message['type'] === 'textV2') return readTextV2(message);
  const text = textOf(message['text']);
  const emojis = listOf(message['emojis']).map((emoji) => markOf(text, emoji, 'emoji'));
  const mentions = listOf(fieldsOf(message['mention'])['mentionees']).map((one) => markOf(text, one, 'mention'));
  return cut(text, [...emojis, ...mentions]);
}

/** An emoji that an account sends stands at a `$`; one that a friend sent is written out, as long as it says. */
function markOf(text: string, mark: Fields, kind: 'emoji' | 'mention'): Marked {
  const start = numberOf(mark['index']) ?? 0;
  const end = start + (numberOf(mark['length']) ?? 1);
  const said = text.slice(start, end);
  return { start, end, part: { kind, text: kind === 'emoji' && said === '$' ? EMOJI : said } };
}

const EMOJI = '(emoji)';

function readTextV2(message: Fields): TextPart[] {
  const substitution = fieldsOf(message['substitution']);
  const parts: TextPart[] = [];
  let plain = '';
  let position = 0;
  const text = textOf(message['text']);
  for (const found of text.matchAll(PLACEHOLDER)) {
    const [written, key] = found;
    plain += text.slice(position, found.index);
    position = found.index + written.length;
    const meant = key !== undefined && Object.hasOwn(substitution, key) ? fieldsOf(substitution[key]) : undefined;
    if (meant === undefined) {
      plain += key === undefined ? written.charAt(0) : written;
      continue;
    }
    parts.push(...cut(plain, []), partFor(meant, key ?? ''));
    plain = '';
  }
  return [...parts, ...cut(plain + text.slice(position), [])];
}

function partFor({ type, mentionee }: Fields, key: string): TextPart {
  if (type !== 'mention') return { kind: 'emoji', text: EMOJI };
  return { kind: 'mention', text: fieldsOf(mentionee)['type'] === 'all' ? '@All' : `@${key}` };
}

/** The text in pieces; marks that overlap one before them, or reach beyond the text, are left as they are written. */
function cut(text: string, marks: Marked[]): TextPart[] {
  const borders = marks.map(({ start }) => start);
  const links = findUrls(text, borders).map(({ url, start, end }): Marked => {
    return { start, end, part: { kind: 'link', text: url } };
  });
  const parts: TextPart[] = [];
  let position = 0;
  for (const { start, end, part } of [...marks, ...links].toSorted((one, other) => one.start - other.start)) {
    if (start < position || end > text.length || end <= start) continue;
    if (start > position) parts.push({ kind: 'plain', text: text.slice(position, start) });
    parts.push(part);
    position = end;
  }
  if (position < text.length) parts.push({ kind: 'plain', text: text.slice(position) });
  return parts;
}
