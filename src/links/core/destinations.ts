import { findUrls } from './text-urls.js';

export const DESTINATION_LENGTH_MAX = 4_000; // what a browser and every proxy take as a Location

// LINE opens these inside LINE, which a redirect would break.
const LINE_HOSTS = new Set(['line.me', 'liff.line.me', 'miniapp.line.me']);

/** Whether a link of ours may stand for this destination; `ownOrigin` is that of our own pages, which need none. */
export function isTrackable(url: string, ownOrigin: string | null): boolean {
  if (url.length > DESTINATION_LENGTH_MAX || !/^https?:/i.test(url) || !URL.canParse(url)) return false;
  const { hostname, origin } = new URL(url);
  return origin !== ownOrigin && !LINE_HOSTS.has(hostname);
}

/**
 * Copies a message with each destination replaced: those of uri actions wherever they stand, and web addresses in the text
 * of text messages. Addresses of images, videos and icons are no destinations.
 */
export function mapDestinations<Message extends object>(message: Message, replace: (url: string) => string): Message {
  const { type, text } = message as { type?: unknown; text?: unknown };
  const mapped = mapActions(message, replace) as Message;
  const isText = (type === 'text' || type === 'textV2') && typeof text === 'string';
  return isText ? { ...mapped, ...mapText(message as TextPart, replace) } : mapped;
}

/** The destinations of messages that links of ours may stand for, each once. */
export function listDestinations(messages: readonly object[], ownOrigin: string | null): string[] {
  const found = new Set<string>();
  for (const message of messages) {
    mapDestinations(message, (url) => {
      if (isTrackable(url, ownOrigin)) found.add(url);
      return url;
    });
  }
  return [...found];
}

function mapActions(value: unknown, replace: (url: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => mapActions(item, replace));
  if (typeof value !== 'object' || value === null) return value;
  const isUriAction = 'type' in value && value.type === 'uri';
  return Object.fromEntries(
    Object.entries(value).map(([key, item]: [string, unknown]) => {
      const isDestination = key === 'linkUri' || (key === 'uri' && isUriAction);
      if (isDestination && typeof item === 'string') return [key, replace(item)];
      return [key, key === 'altUri' && isUriAction ? mapAltUri(item, replace) : mapActions(item, replace)];
    }),
  );
}

/** What opens on a computer instead. */
function mapAltUri(value: unknown, replace: (url: string) => string): unknown {
  if (typeof value !== 'object' || value === null || !('desktop' in value)) return value;
  return typeof value.desktop === 'string' ? { ...value, desktop: replace(value.desktop) } : value;
}

interface TextPart {
  text: string;
  /** LINE's emojis, each at the place of a `$` in the text. */
  emojis?: { index: number }[];
}

/** The text with its addresses replaced, and its emojis where their `$` went. */
function mapText({ text, emojis }: TextPart, replace: (url: string) => string): TextPart {
  const urls = findUrls(
    text,
    emojis?.map(({ index }) => index),
  ).map((found) => ({ ...found, replacement: replace(found.url) }));
  let mapped = '';
  let copied = 0;
  for (const { start, end, replacement } of urls) {
    mapped += text.slice(copied, start) + replacement;
    copied = end;
  }
  const moved = (index: number) =>
    urls.reduce((to, { end, url, replacement }) => (end <= index ? to + replacement.length - url.length : to), index);
  return {
    text: mapped + text.slice(copied),
    ...(emojis ? { emojis: emojis.map((emoji) => ({ ...emoji, index: moved(emoji.index) })) } : {}),
  };
}
