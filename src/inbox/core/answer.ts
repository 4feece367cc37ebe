import { z } from 'zod';
import { InvalidInputError } from '../../errors.js';
import { Messages } from '../../messages/core/message.js';
import { TEXT_LENGTH_MAX } from '../../messages/core/limits.js';
import { Sender } from '../../messages/core/message-extras.js';

const values = z.record(z.string().max(60), z.union([z.string().max(1_000), z.number()])).default({});

/** What staff say: a text with variables such as `{{displayName}}`, LINE's messages as they are, or stored content. */
export const AnswerContent = z
  .union([
    z.strictObject({ text: z.string().min(1).max(TEXT_LENGTH_MAX), values }),
    z.strictObject({ messages: Messages }),
    z.strictObject({ template: z.string().min(1).max(100), values }),
    z.strictObject({ messageSet: z.string().min(1).max(64), version: z.int().min(1).optional(), values }),
    z.strictObject({ cannedResponse: z.string().min(1).max(40), values }),
  ])
  .meta({ id: 'AnswerContent' });
export type AnswerContent = z.infer<typeof AnswerContent>;
/** The same as callers write it. */
export type AnswerContentInput = z.input<typeof AnswerContent>;

/** What goes with it. */
export const AnswerExtras = z.strictObject({
  /** LINE's id of a message of this chat that the answer quotes. */
  quoteMessageId: z.string().min(1).max(60).optional(),
  /** Shown in place of the account's name and icon. */
  sender: Sender.optional(),
});
export type AnswerExtras = z.infer<typeof AnswerExtras>;

/** The messages under a name and icon, where they name none themselves. */
export const withSender = (messages: Messages, sender: z.infer<typeof Sender> | null): Messages =>
  sender === null
    ? messages
    : messages.map((message) => (message.sender === undefined ? { ...message, sender } : message));

const QUOTING = new Set(['text', 'textV2', 'sticker']);

/** The messages, of which the first that can quotes; InvalidInputError when none can. */
export function withQuote(messages: Messages, quoteToken: string): Messages {
  const index = messages.findIndex(({ type }) => QUOTING.has(type));
  if (index === -1) {
    const types = messages.map(({ type }) => type).join(', ');
    throw new InvalidInputError('invalid_input', `${types} cannot quote; only text, textV2 and sticker can.`);
  }
  return Messages.parse(messages.map((message, at) => (at === index ? { ...message, quoteToken } : message)));
}
