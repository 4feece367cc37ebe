import { fieldErrors, invalidProperty } from '../http/line-error.js';
import { type JsonObject, isObject } from '../json.js';
import { ALT_TEXT_MAX, COUPON_DELIVERY_TAG_MAX, MESSAGES_MAX } from '../limits.js';
import { checkText, requireText } from './fields.js';
import { checkFlex } from './flex.js';
import { checkImagemap } from './imagemap.js';
import { checkAudio, checkImage, checkLocation, checkSticker, checkVideo } from './media.js';
import { MessageCheck, type MessageContext, type Report } from './message-check.js';
import { checkQuickReply, checkSender } from './quick-reply.js';
import { checkTemplate } from './template.js';
import { checkText as checkTextMessage } from './text.js';
import { checkTextV2 } from './text-v2.js';

export type { Where } from './message-check.js';

const MESSAGE_TYPES = [
  'audio',
  'coupon',
  'flex',
  'image',
  'imagemap',
  'location',
  'sticker',
  'template',
  'text',
  'textV2',
  'video',
] as const;
type MessageType = (typeof MESSAGE_TYPES)[number];

/** The one to five message objects of a request; anything wrong is answered 400, with every fault named. */
export function validateMessages(value: unknown, context: MessageContext): JsonObject[] {
  if (value !== undefined && value !== null && !Array.isArray(value)) throw invalidProperty('messages');
  const messages: unknown[] = value ?? [];
  if (messages.length < 1 || messages.length > MESSAGES_MAX) {
    throw fieldErrors([{ message: `Size must be between 1 and ${MESSAGES_MAX}`, property: 'messages' }]);
  }
  const check = new MessageCheck();
  messages.forEach((message, index) => checkMessage(check, message, index, context));
  check.throwIfBad();
  return messages.filter(isObject);
}

function checkMessage(check: MessageCheck, message: unknown, index: number, context: MessageContext): void {
  const at = `messages[${index}]`;
  if (!isObject(message)) return check.type(at);
  const { type } = message;
  if (type === undefined || type === null) return check.field(`${at}.type`, 'must be specified');
  if (!isMessageType(type)) {
    return check.field(`${at}.type`, `Must be one of the following values: [${MESSAGE_TYPES.join(', ')}]`);
  }
  const report: Report = (property, text) =>
    text === 'must be a string' ? check.type(`${at}.${property}`) : check.field(`${at}.${property}`, text);
  checkQuickReply(report, message['quickReply']);
  checkSender(report, message['sender']);
  checkByType(type, { check, index, message, report, context });
}

interface MessageCase {
  check: MessageCheck;
  index: number;
  message: JsonObject;
  report: Report;
  context: MessageContext;
}

function checkByType(type: MessageType, { check, index, message, report, context }: MessageCase): void {
  const inside: Report = (property, text) => check.inside(index, property, text);
  switch (type) {
    case 'text':
      return checkTextMessage(report, message, context);
    case 'textV2':
      return checkTextV2(report, message, context);
    case 'sticker':
      return checkSticker(report, message, context);
    case 'image':
      return checkImage(report, message);
    case 'video':
      return checkVideo(report, message, context);
    case 'audio':
      return checkAudio(report, message);
    case 'location':
      return checkLocation(report, message);
    case 'imagemap':
      return checkImagemap(report, message);
    case 'coupon':
      return checkCoupon(report, message, context);
    case 'template':
      requireText(report, message['altText'], 'altText', { max: ALT_TEXT_MAX });
      return checkTemplate(inside, message['template']);
    case 'flex':
      requireText(report, message['altText'], 'altText', { max: ALT_TEXT_MAX });
      return checkFlex(inside, message['contents']);
  }
}

function checkCoupon(report: Report, message: JsonObject, { bot }: MessageContext): void {
  const { couponId, deliveryTag } = message;
  if (!requireText(report, couponId, 'couponId', { max: 100 })) return;
  if (!bot.coupons.has(couponId)) report('couponId', 'coupon not found');
  const isText = checkText(report, deliveryTag, 'deliveryTag', { max: COUPON_DELIVERY_TAG_MAX });
  if (isText && !/^\w*$/.test(deliveryTag)) report('deliveryTag', 'invalid value');
}

function isMessageType(type: unknown): type is MessageType {
  return MESSAGE_TYPES.some((known) => known === type);
}
