import { type JsonObject, isObject } from '../json.js';
import {
  ACTION_TEXT_MAX,
  CLIPBOARD_TEXT_MAX,
  LABEL_MAX,
  POSTBACK_DATA_MAX,
  RICH_MENU_ALIAS_ID_MAX,
  URI_MAX,
} from '../limits.js';
import { checkOneOf, checkScheme, checkText, requireText } from './fields.js';
import type { Report } from './message-check.js';

/** What an action hangs on; it decides which types are allowed and how long a label may be. */
export type ActionPlace = 'template' | 'imageCarousel' | 'richMenu' | 'quickReply' | 'flex' | 'flexButton';

const EVERYWHERE = ['postback', 'message', 'uri', 'datetimepicker', 'clipboard'];
const QUICK_REPLY_ONLY = ['camera', 'cameraRoll', 'location'];
const URI_SCHEMES = ['http', 'https', 'line', 'tel'];
const INPUT_OPTIONS = ['closeRichMenu', 'openRichMenu', 'openKeyboard', 'openVoice'];
const PICKER_FORMS: Record<string, RegExp> = {
  date: /^\d{4}-\d{2}-\d{2}$/,
  time: /^\d{2}:\d{2}$/,
  datetime: /^\d{4}-\d{2}-\d{2}[tT]\d{2}:\d{2}$/,
};
const LABEL_REQUIRED: ActionPlace[] = ['template', 'quickReply', 'flexButton'];

/** An action object; faults are reported relative to it (`uri`, `data`, `label`). */
export function checkAction(report: Report, action: unknown, place: ActionPlace): void {
  if (!isObject(action)) return report('', 'must be specified');
  const { type } = action;
  const allowed = allowedTypes(place);
  if (typeof type !== 'string' || !allowed.includes(type)) return checkOneOf(report, type ?? null, 'type', allowed);
  checkLabel(report, action['label'], place);
  switch (type) {
    case 'postback':
      return checkPostback(report, action);
    case 'message':
      requireText(report, action['text'], 'text', { max: ACTION_TEXT_MAX, unit: 'grapheme' });
      return;
    case 'uri':
      return checkUri(report, action);
    case 'datetimepicker':
      return checkPicker(report, action);
    case 'clipboard':
      requireText(report, action['clipboardText'], 'clipboardText', { max: CLIPBOARD_TEXT_MAX });
      return;
    case 'richmenuswitch':
      requireText(report, action['richMenuAliasId'], 'richMenuAliasId', { max: RICH_MENU_ALIAS_ID_MAX });
      checkText(report, action['data'], 'data', { max: POSTBACK_DATA_MAX });
      return;
    default:
  }
}

function allowedTypes(place: ActionPlace): string[] {
  if (place === 'quickReply') return [...EVERYWHERE, ...QUICK_REPLY_ONLY];
  return place === 'richMenu' ? [...EVERYWHERE, 'richmenuswitch'] : EVERYWHERE;
}

function checkLabel(report: Report, label: unknown, place: ActionPlace): void {
  const max = LABEL_MAX[place === 'flexButton' ? 'flex' : place];
  const rule = { max, unit: 'grapheme' } as const;
  if (LABEL_REQUIRED.includes(place)) requireText(report, label, 'label', rule);
  else checkText(report, label, 'label', rule);
}

function checkPostback(report: Report, action: JsonObject): void {
  const { displayText, text, inputOption, fillInText } = action;
  requireText(report, action['data'], 'data', { max: POSTBACK_DATA_MAX });
  checkText(report, displayText, 'displayText', { max: ACTION_TEXT_MAX, unit: 'grapheme' });
  checkText(report, text, 'text', { max: ACTION_TEXT_MAX, unit: 'grapheme' });
  if (displayText !== undefined && text !== undefined) report('text', 'Must not be specified');
  checkOneOf(report, inputOption, 'inputOption', INPUT_OPTIONS);
  checkText(report, fillInText, 'fillInText', { max: ACTION_TEXT_MAX, unit: 'grapheme' });
  if (fillInText !== undefined && inputOption !== 'openKeyboard') report('fillInText', 'Must not be specified');
}

function checkUri(report: Report, action: JsonObject): void {
  const { uri, altUri } = action;
  if (typeof uri !== 'string' || uri === '') return report('uri', 'must be specified');
  if (uri.length > URI_MAX) return report('uri', `size must be between 0 and ${URI_MAX}`);
  checkScheme(report, uri, 'uri', URI_SCHEMES);
  const desktop = isObject(altUri) ? altUri['desktop'] : undefined;
  if (checkText(report, desktop, 'altUri/desktop', { max: URI_MAX })) {
    checkScheme(report, desktop, 'altUri/desktop', URI_SCHEMES);
  }
}

function checkPicker(report: Report, action: JsonObject): void {
  const { mode, initial, max, min } = action;
  requireText(report, action['data'], 'data', { max: POSTBACK_DATA_MAX });
  const form = typeof mode === 'string' ? PICKER_FORMS[mode] : undefined;
  if (!form) return checkOneOf(report, mode ?? null, 'mode', Object.keys(PICKER_FORMS));
  for (const [property, value] of Object.entries({ initial, max, min })) {
    if (value !== undefined && !(typeof value === 'string' && form.test(value))) report(property, 'invalid value');
  }
  if (typeof min === 'string' && typeof max === 'string' && min >= max) report('min', 'must be less than max');
}
