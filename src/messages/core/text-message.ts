import { z } from 'zod';
import { EMOJIS_MAX, MENTIONS_MAX, SUBSTITUTIONS_MAX, SUBSTITUTION_KEY_LENGTH_MAX, TEXT_LENGTH_MAX } from './limits.js';
import { utf16Text } from './measured-text.js';
import { messageExtras } from './message-extras.js';

/** Plain text; every LINE emoji stands at a `$`. */
export const TextMessage = z
  .strictObject({
    type: z.literal('text'),
    text: utf16Text(TEXT_LENGTH_MAX),
    emojis: z
      .array(z.strictObject({ index: z.int().nonnegative(), productId: z.string().min(1), emojiId: z.string().min(1) }))
      .max(EMOJIS_MAX)
      .optional(),
    quoteToken: z.string().min(1).optional(),
    ...messageExtras,
  })
  .check(({ value, issues }) => {
    for (const [position, emoji] of (value.emojis ?? []).entries()) {
      if (value.text[emoji.index] === '$') continue;
      const message = `must point at a $ in the text, but ${emoji.index} does not`;
      issues.push({ code: 'custom', path: ['emojis', position, 'index'], message, input: emoji.index });
    }
  });

const Substitution = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('emoji'), productId: z.string().min(1), emojiId: z.string().min(1) }),
  z.strictObject({
    type: z.literal('mention'),
    mentionee: z.discriminatedUnion('type', [
      z.strictObject({ type: z.literal('user'), userId: z.string().regex(/^U[0-9a-f]{32}$/) }),
      z.strictObject({ type: z.literal('all') }),
    ]),
  }),
]);

const substitutionKey = z.string().regex(new RegExp(`^[0-9a-zA-Z_]{1,${SUBSTITUTION_KEY_LENGTH_MAX}}$`));

/** Text with `{key}` replaced by emojis and mentions; a literal brace is written twice. */
export const TextMessageV2 = z
  .strictObject({
    type: z.literal('textV2'),
    text: utf16Text(TEXT_LENGTH_MAX),
    substitution: z.record(substitutionKey, Substitution).optional(),
    quoteToken: z.string().min(1).optional(),
    ...messageExtras,
  })
  .check(({ value, issues }) => {
    const substitution = value.substitution ?? {};
    const refuse = (message: string, key: 'text' | 'substitution') =>
      issues.push({ code: 'custom', path: [key], message, input: value[key] });

    if (hasOpenBrace(value.text)) refuse('has a brace that opens no key; a literal brace is written twice', 'text');
    for (const key of listKeys(value.text)) {
      if (!Object.hasOwn(substitution, key)) refuse(`names {${key}}, which substitution does not have`, 'text');
    }
    const kinds = Object.values(substitution).map(({ type }) => type);
    if (kinds.length > SUBSTITUTIONS_MAX) refuse(`must have at most ${SUBSTITUTIONS_MAX} entries`, 'substitution');
    if (kinds.filter((kind) => kind === 'emoji').length > EMOJIS_MAX) {
      refuse(`must have at most ${EMOJIS_MAX} emojis`, 'substitution');
    }
    if (kinds.filter((kind) => kind === 'mention').length > MENTIONS_MAX) {
      refuse(`must have at most ${MENTIONS_MAX} mentions`, 'substitution');
    }
  });

/** Doubles braces, so that a text filled into a text message v2 is read as itself. */
export function escapeTextV2(text: string): string {
  return text.replace(/[{}]/g, '$&$&');
}

const KEY = /\{([^{}]*)\}/g;
const withoutLiteralBraces = (text: string) => text.replace(/\{\{|\}\}/g, '');

const listKeys = (text: string): string[] =>
  [...withoutLiteralBraces(text).matchAll(KEY)].map((match) => match[1] ?? '');

const hasOpenBrace = (text: string): boolean => /[{}]/.test(withoutLiteralBraces(text).replace(KEY, ''));
