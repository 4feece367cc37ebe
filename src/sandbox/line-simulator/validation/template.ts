import { type JsonObject, isObject } from '../json.js';
import {
  BUTTONS_ACTIONS_MAX,
  BUTTONS_TEXT_MAX,
  CAROUSEL_ACTIONS_MAX,
  CAROUSEL_COLUMNS_MAX,
  CAROUSEL_TEXT_MAX,
  CONFIRM_ACTIONS,
  CONFIRM_TEXT_MAX,
  TEMPLATE_TEXT_WITH_TITLE_MAX,
  TEMPLATE_TITLE_MAX,
} from '../limits.js';
import { type ActionPlace, checkAction } from './actions.js';
import { checkOneOf, checkText, requireText, requireUrl } from './fields.js';
import type { Report } from './message-check.js';

const TYPES = ['buttons', 'confirm', 'carousel', 'image_carousel'];

/** The template of a template message; faults are named like `template/actions/2/uri`. */
export function checkTemplate(report: Report, template: unknown): void {
  if (!isObject(template)) return report('template', 'must be specified');
  const inside: Report = (property, message) => report(`template/${property}`, message);
  checkOneOf(inside, template['imageAspectRatio'], 'imageAspectRatio', ['rectangle', 'square']);
  checkOneOf(inside, template['imageSize'], 'imageSize', ['cover', 'contain']);
  switch (template['type']) {
    case 'buttons':
      return checkPanel(inside, template, { textMax: BUTTONS_TEXT_MAX, actionsMax: BUTTONS_ACTIONS_MAX });
    case 'confirm':
      requireText(inside, template['text'], 'text', { max: CONFIRM_TEXT_MAX, unit: 'grapheme' });
      return checkActions(inside, template['actions'], CONFIRM_ACTIONS, CONFIRM_ACTIONS);
    case 'carousel':
      return checkCarousel(inside, template['columns']);
    case 'image_carousel':
      checkColumns(inside, template['columns'], checkImageColumn);
      return;
    default:
      return checkOneOf(inside, template['type'] ?? null, 'type', TYPES);
  }
}

interface PanelRule {
  textMax: number;
  actionsMax: number;
}

function checkPanel(report: Report, panel: JsonObject, { textMax, actionsMax }: PanelRule): void {
  const { title, thumbnailImageUrl, defaultAction } = panel;
  checkText(report, title, 'title', { max: TEMPLATE_TITLE_MAX, unit: 'grapheme' });
  if (thumbnailImageUrl !== undefined) requireUrl(report, thumbnailImageUrl, 'thumbnailImageUrl');
  const max = title !== undefined || thumbnailImageUrl !== undefined ? TEMPLATE_TEXT_WITH_TITLE_MAX : textMax;
  requireText(report, panel['text'], 'text', { max, unit: 'grapheme' });
  // A tap on the picture has no label to show.
  if (defaultAction !== undefined) checkAction(prefixed(report, 'defaultAction'), defaultAction, 'flex');
  checkActions(report, panel['actions'], 1, actionsMax);
}

function checkCarousel(report: Report, columns: unknown): void {
  const rule = { textMax: CAROUSEL_TEXT_MAX, actionsMax: CAROUSEL_ACTIONS_MAX };
  const isSound = checkColumns(report, columns, (inside, column) => checkPanel(inside, column, rule));
  if (!isSound || !Array.isArray(columns)) return;
  const panels = columns.filter(isObject);
  const differ = (shape: (column: JsonObject) => unknown) => new Set(panels.map(shape)).size > 1;
  if (differ((column) => (Array.isArray(column['actions']) ? column['actions'].length : 0))) {
    report('columns', 'the number of actions must be the same in all columns');
  }
  if (differ((column) => column['title'] !== undefined)) report('columns', 'title must be in all columns or in none');
  if (differ((column) => column['thumbnailImageUrl'] !== undefined)) {
    report('columns', 'image must be in all columns or in none');
  }
}

function checkImageColumn(report: Report, column: JsonObject): void {
  requireUrl(report, column['imageUrl'], 'imageUrl');
  checkAction(prefixed(report, 'action'), column['action'], 'imageCarousel');
}

function checkColumns(report: Report, columns: unknown, check: (report: Report, column: JsonObject) => void): boolean {
  if (!Array.isArray(columns) || columns.length < 1 || columns.length > CAROUSEL_COLUMNS_MAX) {
    report('columns', `size must be between 1 and ${CAROUSEL_COLUMNS_MAX}`);
    return false;
  }
  columns.forEach((column: unknown, index) => {
    if (isObject(column)) check(prefixed(report, `columns/${index}`), column);
    else report(`columns/${index}`, 'must be specified');
  });
  return true;
}

function checkActions(
  report: Report,
  actions: unknown,
  min: number,
  max: number,
  place: ActionPlace = 'template',
): void {
  if (!Array.isArray(actions) || actions.length < min || actions.length > max) {
    return report('actions', `size must be between ${min} and ${max}`);
  }
  actions.forEach((action: unknown, index) => checkAction(prefixed(report, `actions/${index}`), action, place));
}

function prefixed(report: Report, prefix: string): Report {
  return (property, message) => report(property ? `${prefix}/${property}` : prefix, message);
}
