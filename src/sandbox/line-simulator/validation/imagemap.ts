import { type JsonObject, isObject } from '../json.js';
import {
  ALT_TEXT_MAX,
  CLIPBOARD_TEXT_MAX,
  IMAGEMAP_ACTIONS_MAX,
  IMAGEMAP_TEXT_MAX,
  IMAGEMAP_WIDTH,
  LABEL_MAX,
  URI_MAX,
} from '../limits.js';
import { checkScheme, checkText, requireNumber, requireText, requireUrl } from './fields.js';
import type { Report } from './message-check.js';

const LINK_LABEL_MAX = 30;
const SIZE_MAX = 100_000;

/** An image with tappable areas. */
export function checkImagemap(report: Report, message: JsonObject): void {
  const { baseSize, actions, video } = message;
  requireUrl(report, message['baseUrl'], 'baseUrl');
  requireText(report, message['altText'], 'altText', { max: ALT_TEXT_MAX });
  if (!isObject(baseSize)) report('baseSize', 'must be specified');
  else {
    if (baseSize['width'] !== IMAGEMAP_WIDTH) report('baseSize.width', `Must be ${IMAGEMAP_WIDTH}`);
    requireNumber(report, baseSize['height'], 'baseSize.height', 1, SIZE_MAX);
  }
  if (!Array.isArray(actions) || actions.length > IMAGEMAP_ACTIONS_MAX) {
    return report('actions', `Size must be between 0 and ${IMAGEMAP_ACTIONS_MAX}`);
  }
  actions.forEach((action: unknown, index) => checkArea(report, action, `actions[${index}]`));
  if (isObject(video)) checkVideo(report, video);
}

function checkArea(report: Report, action: unknown, at: string): void {
  if (!isObject(action)) return report(at, 'must be specified');
  const { type, linkUri } = action;
  checkText(report, action['label'], `${at}.label`, { max: LABEL_MAX.imagemap, unit: 'grapheme' });
  checkBounds(report, action['area'], `${at}.area`);
  if (type === 'uri') {
    const isUri = requireText(report, linkUri, `${at}.linkUri`, { max: URI_MAX });
    if (isUri) checkScheme(report, linkUri, `${at}.linkUri`, ['http', 'https', 'line', 'tel']);
  } else if (type === 'message') requireText(report, action['text'], `${at}.text`, { max: IMAGEMAP_TEXT_MAX });
  else if (type === 'clipboard') {
    requireText(report, action['clipboardText'], `${at}.clipboardText`, { max: CLIPBOARD_TEXT_MAX });
  } else report(`${at}.type`, 'Must be one of the following values: [clipboard, message, uri]');
}

function checkBounds(report: Report, area: unknown, at: string): void {
  if (!isObject(area)) return report(at, 'must be specified');
  for (const side of ['x', 'y', 'width', 'height']) requireNumber(report, area[side], `${at}.${side}`, 0, SIZE_MAX);
}

function checkVideo(report: Report, video: JsonObject): void {
  requireUrl(report, video['originalContentUrl'], 'video.originalContentUrl');
  requireUrl(report, video['previewImageUrl'], 'video.previewImageUrl');
  checkBounds(report, video['area'], 'video.area');
  const link = video['externalLink'];
  if (!isObject(link)) return;
  requireText(report, link['linkUri'], 'video.externalLink.linkUri', { max: URI_MAX });
  requireText(report, link['label'], 'video.externalLink.label', { max: LINK_LABEL_MAX });
}
