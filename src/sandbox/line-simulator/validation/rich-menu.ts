import { type ErrorDetail, LineError, fieldErrors } from '../http/line-error.js';
import { type JsonObject, isObject } from '../json.js';
import {
  CHAT_BAR_TEXT_MAX,
  RICH_MENU_AREAS_MAX,
  RICH_MENU_HEIGHT_MIN,
  RICH_MENU_NAME_MAX,
  RICH_MENU_RATIO_MIN,
  RICH_MENU_WIDTH,
} from '../limits.js';
import { checkAction } from './actions.js';
import { checkText } from './fields.js';
import type { Report } from './message-check.js';

/** A rich menu object; anything wrong is answered 400 with every fault named. */
export function validateRichMenu(menu: unknown): JsonObject {
  if (!isObject(menu)) throw new LineError(400, 'The request body could not be parsed as JSON (line: 1, column: 1)');
  const details: ErrorDetail[] = [];
  const report: Report = (property, message) => details.push({ message, property });
  checkSize(report, menu['size']);
  if (typeof menu['selected'] !== 'boolean') report('selected', 'must be specified');
  requireName(report, menu['name'], 'name', RICH_MENU_NAME_MAX);
  requireName(report, menu['chatBarText'], 'chatBarText', CHAT_BAR_TEXT_MAX);
  checkAreas(report, menu['areas']);
  if (details.length) throw fieldErrors(details);
  return menu;
}

function checkSize(report: Report, size: unknown): void {
  const width = isObject(size) ? size['width'] : undefined;
  const height = isObject(size) ? size['height'] : undefined;
  if (typeof width !== 'number') report('size.width', 'must be specified');
  else if (width < RICH_MENU_WIDTH.min || width > RICH_MENU_WIDTH.max) {
    report('size.width', `Must be between ${RICH_MENU_WIDTH.min} and ${RICH_MENU_WIDTH.max}`);
  }
  if (typeof height !== 'number') report('size.height', 'must be specified');
  else if (height < RICH_MENU_HEIGHT_MIN) {
    report('size.height', `Must be greater than or equal to ${RICH_MENU_HEIGHT_MIN}`);
  } else if (typeof width === 'number' && width / height < RICH_MENU_RATIO_MIN) {
    report('size', `The ratio of width to height must be at least ${RICH_MENU_RATIO_MIN}`);
  }
}

function requireName(report: Report, value: unknown, property: string, max: number): void {
  if (value === undefined || value === null || value === '') return report(property, 'must be specified');
  checkText(report, value, property, { max, unit: 'grapheme' });
}

function checkAreas(report: Report, areas: unknown): void {
  if (!Array.isArray(areas)) return report('areas', 'must be specified');
  if (areas.length > RICH_MENU_AREAS_MAX) report('areas', `Size must be between 0 and ${RICH_MENU_AREAS_MAX}`);
  areas.forEach((area: unknown, index) => {
    const at = `areas[${index}]`;
    if (!isObject(area)) return report(at, 'must be specified');
    const bounds = isObject(area['bounds']) ? area['bounds'] : {};
    for (const side of ['x', 'y', 'width', 'height']) {
      const value = bounds[side];
      if (typeof value !== 'number') report(`${at}.bounds.${side}`, 'must be specified');
      else if (value < 0) report(`${at}.bounds.${side}`, 'Must be greater than or equal to 0');
    }
    // For rich menus the reference prints `invalid uri` where messages say `invalid uri scheme`.
    const inAction: Report = (property, text) =>
      report(`${at}.action${property && `.${property}`}`, text.replace('uri scheme', 'uri'));
    checkAction(inAction, area['action'], 'richMenu');
  });
}
