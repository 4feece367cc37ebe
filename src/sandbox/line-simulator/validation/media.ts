import type { JsonObject } from '../json.js';
import { LOCATION_TEXT_MAX, TRACKING_ID_MAX } from '../limits.js';
import { checkText, requireNumber, requireText, requireUrl } from './fields.js';
import type { MessageContext, Report } from './message-check.js';
import { checkQuoteToken } from './text.js';

const TRACKING_ID = /^[a-zA-Z0-9\-.=,+*()%$&;:@{}!?<>[\]]*$/;
const STICKER_ID_MAX = 20;

/**
 * A sticker. LINE takes only its published list of sendable ones, which is not part of its documentation
 * repository; here every pair of numbers is taken.
 */
export function checkSticker(report: Report, message: JsonObject, context: MessageContext): void {
  for (const property of ['packageId', 'stickerId']) {
    const value = message[property];
    const isText = requireText(report, value, property, { max: STICKER_ID_MAX });
    if (isText && !/^\d+$/.test(value)) report(property, 'invalid value');
  }
  checkQuoteToken(report, message['quoteToken'], context);
}

/** An image: both addresses, https. */
export function checkImage(report: Report, message: JsonObject): void {
  requireUrl(report, message['originalContentUrl'], 'originalContentUrl');
  requireUrl(report, message['previewImageUrl'], 'previewImageUrl');
}

/** A video; a tracking ID is not for groups and rooms. */
export function checkVideo(report: Report, message: JsonObject, { where }: MessageContext): void {
  checkImage(report, message);
  const { trackingId } = message;
  if (!checkText(report, trackingId, 'trackingId', { max: TRACKING_ID_MAX, min: 1 })) return;
  if (!TRACKING_ID.test(trackingId)) report('trackingId', 'invalid value');
  if (where.chat === 'group') report('trackingId', 'Must not be specified');
}

/** An audio with its duration in milliseconds. */
export function checkAudio(report: Report, message: JsonObject): void {
  requireUrl(report, message['originalContentUrl'], 'originalContentUrl');
  requireNumber(report, message['duration'], 'duration', 1, Number.MAX_SAFE_INTEGER);
}

/** A place: title, address and coordinates. */
export function checkLocation(report: Report, message: JsonObject): void {
  requireText(report, message['title'], 'title', { max: LOCATION_TEXT_MAX });
  requireText(report, message['address'], 'address', { max: LOCATION_TEXT_MAX });
  requireNumber(report, message['latitude'], 'latitude', -90, 90);
  requireNumber(report, message['longitude'], 'longitude', -180, 180);
}
