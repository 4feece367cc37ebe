import { assertNever } from '../../shared/assert-never.js';
import type { Message } from './message.js';

/** A bubble as a friend would read it, in plain text: a tap is written in brackets, what is no text in parentheses. */
export interface ReadBubble {
  /** LINE's type of the message; of a template message, of the template. */
  kind: string;
  text: string;
}

export function readBubble(message: Message): ReadBubble {
  const kind = message.type === 'template' ? message.template.type : message.type;
  const from = message.sender?.name === undefined ? [] : [`${message.sender.name}:`];
  const quickReplies = (message.quickReply?.items ?? []).map(({ action }) => tap(action)).join(' ');
  return { kind, text: lines([...from, ...readContent(message), quickReplies]) };
}

function readContent(message: Message): string[] {
  switch (message.type) {
    case 'text':
      return [message.text];
    case 'textV2':
      return [
        message.text.replaceAll(/\{\{|\}\}|\{(\w+)\}/g, (found, key?: string) => (key ? `(${key})` : found.charAt(0))),
      ];
    case 'sticker':
      return [`(sticker ${message.packageId}/${message.stickerId})`];
    case 'image':
    case 'video':
      return [`(${message.type} ${message.originalContentUrl})`];
    case 'audio':
      return [`(audio of ${Math.ceil(message.duration / 1_000)} s)`];
    case 'location':
      return [message.title, message.address];
    case 'coupon':
      return [`(coupon ${message.couponId})`];
    case 'imagemap': {
      const link = message.video?.externalLink?.label;
      return [`(${message.altText})`, ...message.actions.map(tap), ...(link === undefined ? [] : [`[${link}]`])];
    }
    case 'flex':
      return [`(${message.altText})`, ...readFlex(message.contents)];
    case 'template':
      return readTemplate(message.template);
    default:
      return assertNever(message);
  }
}

type Template = Extract<Message, { type: 'template' }>['template'];

function readTemplate(template: Template): string[] {
  switch (template.type) {
    case 'buttons':
      return [template.title ?? '', template.text, ...template.actions.map(tap)];
    case 'confirm':
      return [template.text, ...template.actions.map(tap)];
    case 'carousel':
      return template.columns.map(({ title, text, actions }) => lines([title ?? '', text, ...actions.map(tap)]));
    case 'image_carousel':
      return template.columns.map(({ action }) => tap(action));
    default:
      return assertNever(template);
  }
}

/** Texts and buttons of a Flex Message in the order in which they are written. */
function readFlex(component: unknown): string[] {
  if (Array.isArray(component)) return component.flatMap(readFlex);
  if (typeof component !== 'object' || component === null) return [];
  const { type, text, contents, action, header, hero, body, footer } = component as Record<string, unknown>;
  if (type === 'button') return [tap(action)];
  if (type === 'text' && Array.isArray(contents) && contents.length > 0)
    return [contents.map((span: unknown) => textOf((span as { text?: unknown } | null)?.text)).join('')];
  if (type === 'text') return [textOf(text)];
  return [header, hero, body, footer, contents].flatMap(readFlex);
}

/** What a friend taps: the label that they see, else what the tap says or opens. */
function tap(action: unknown): string {
  const { label, text, linkUri, uri, type } = (action ?? {}) as Record<string, unknown>;
  return `[${textOf(label ?? text ?? linkUri ?? uri ?? type)}]`;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const lines = (parts: string[]) => parts.filter((part) => part !== '').join('\n');
