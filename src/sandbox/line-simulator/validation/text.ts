import { openToken } from '../ids.js';
import { type JsonObject, isObject } from '../json.js';
import { EMOJIS_MAX, TEXT_MAX } from '../limits.js';
import { requireText } from './fields.js';
import type { MessageContext, Report } from './message-check.js';

/** A text message: 1 to 5,000 UTF-16 code units, emojis only where the text has a `$`. */
export function checkText(report: Report, message: JsonObject, context: MessageContext): void {
  const { text, emojis } = message;
  const isText = requireText(report, text, 'text', { max: TEXT_MAX });
  if (emojis !== undefined && isText) checkEmojis(report, emojis, text);
  checkQuoteToken(report, message['quoteToken'], context);
}

/** A quote token is only good in the chat it came from; multicast and the like take none. */
export function checkQuoteToken(report: Report, quoteToken: unknown, { where, bot }: MessageContext): void {
  if (quoteToken === undefined || quoteToken === null) return;
  if (where.chat === 'many') return report('quoteToken', 'Must not be specified');
  const [channelId, chatId, messageId] = typeof quoteToken === 'string' ? openToken(quoteToken) : [];
  const isHere = where.chat === 'user' || chatId === where.groupId;
  if (channelId !== bot.channelId || messageId === undefined || !isHere) report('quoteToken', 'Invalid quote token');
}

function checkEmojis(report: Report, emojis: unknown, text: string): void {
  if (!Array.isArray(emojis)) return report('emojis', 'must be a string');
  if (emojis.length > EMOJIS_MAX) return report('emojis', `Size must be between 0 and ${EMOJIS_MAX}`);
  emojis.forEach((emoji: unknown, index) => {
    const at = `emojis[${index}]`;
    if (!isObject(emoji)) return report(at, 'must be specified');
    requireText(report, emoji['productId'], `${at}.productId`, { max: TEXT_MAX });
    requireText(report, emoji['emojiId'], `${at}.emojiId`, { max: TEXT_MAX });
    const place = emoji['index'];
    if (typeof place !== 'number' || text.charAt(place) !== '$') report(`${at}.index`, 'invalid emoji index');
  });
}
