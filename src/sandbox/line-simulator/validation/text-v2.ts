import { type JsonObject, isObject } from '../json.js';
import { EMOJIS_MAX, MENTIONS_MAX, SUBSTITUTIONS_MAX, SUBSTITUTION_KEY_MAX, TEXT_MAX } from '../limits.js';
import { findPersonOf } from '../world/world.js';
import { requireText } from './fields.js';
import type { MessageContext, Report } from './message-check.js';
import { checkQuoteToken } from './text.js';

/** A text message with `{key}` placeholders for emojis and mentions. */
export function checkTextV2(report: Report, message: JsonObject, context: MessageContext): void {
  const { text, substitution } = message;
  checkQuoteToken(report, message['quoteToken'], context);
  if (!requireText(report, text, 'text', { max: TEXT_MAX })) return;
  const values = isObject(substitution) ? substitution : {};
  if (substitution !== undefined && !isObject(substitution)) return report('substitution', 'must be specified');
  const keys = placeholders(text);
  if (!keys) return report('text', 'invalid placeholder');
  for (const key of keys) if (!(key in values)) report('substitution', `The key ${key} must be specified`);
  checkSubstitution(report, values, context);
}

/** The keys in single braces; undefined when a brace is left open. Doubled braces are literal ones. */
function placeholders(text: string): string[] | undefined {
  const plain = text.replaceAll('{{', '').replaceAll('}}', '');
  const keys = [...plain.matchAll(/\{(\w+)\}/g)].map((found) => found[1] ?? '');
  return /[{}]/.test(plain.replaceAll(/\{\w+\}/g, '')) ? undefined : keys;
}

function checkSubstitution(report: Report, values: JsonObject, context: MessageContext): void {
  const entries = Object.entries(values);
  if (entries.length > SUBSTITUTIONS_MAX) report('substitution', `Size must be between 0 and ${SUBSTITUTIONS_MAX}`);
  const ofType = (type: string) => entries.filter(([, value]) => isObject(value) && value['type'] === type).length;
  if (ofType('emoji') > EMOJIS_MAX) report('substitution', `Size must be between 0 and ${EMOJIS_MAX}`);
  if (ofType('mention') > MENTIONS_MAX) report('substitution', `Size must be between 0 and ${MENTIONS_MAX}`);
  for (const [key, value] of entries) {
    const at = `substitution.${key}`;
    if (!/^\w+$/.test(key) || key.length > SUBSTITUTION_KEY_MAX) report(at, 'invalid key');
    if (!isObject(value)) report(at, 'must be specified');
    else if (value['type'] === 'mention') checkMention(report, value['mentionee'], `${at}.mentionee`, context);
    else if (value['type'] === 'emoji') checkEmoji(report, value, at);
    else report(`${at}.type`, 'Must be one of the following values: [emoji, mention]');
  }
}

function checkEmoji(report: Report, value: JsonObject, at: string): void {
  requireText(report, value['productId'], `${at}.productId`, { max: TEXT_MAX });
  requireText(report, value['emojiId'], `${at}.emojiId`, { max: TEXT_MAX });
}

/** Mentions work in groups and rooms, for people who are in them. */
function checkMention(report: Report, mentionee: unknown, at: string, { where, sim, bot }: MessageContext): void {
  if (where.chat !== 'group') return report(at, 'mention is not available in this chat');
  if (!isObject(mentionee)) return report(at, 'must be specified');
  if (mentionee['type'] === 'all') return;
  const { userId } = mentionee;
  if (mentionee['type'] !== 'user' || typeof userId !== 'string') return report(at, 'must be specified');
  const person = findPersonOf(sim.world, bot, userId);
  const members = sim.world.groups.get(where.groupId)?.members;
  if (!person || !members?.has(person)) report(`${at}.userId`, 'The user is not a member of the group');
}
