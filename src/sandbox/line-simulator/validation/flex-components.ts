import { type JsonObject, isObject, wordOf } from '../json.js';
import { URL_MAX } from '../limits.js';
import { checkAction } from './actions.js';
import { checkOneOf, checkScheme } from './fields.js';
import type { Report } from './message-check.js';

const BLOCK_CHILDREN = ['box', 'button', 'image', 'text', 'separator', 'filler'];
const BASELINE_CHILDREN = ['icon', 'text', 'filler'];
const RATIO = /^([\d.]+):([\d.]+)$/;
const RATIO_PART_MAX = 100_000;
const RATIO_HEIGHT_MAX = 3;

/** A box: children that its layout allows, checked all the way down. */
export function checkBox(report: Report, box: JsonObject, at: string): void {
  const { layout, contents } = box;
  const layouts = ['horizontal', 'vertical', 'baseline'];
  if (typeof layout !== 'string' || !layouts.includes(layout)) {
    return checkOneOf(report, layout ?? null, `${at}/layout`, layouts);
  }
  checkComponentAction(report, box, at);
  checkBackground(report, box['background'], `${at}/background`);
  if (!Array.isArray(contents)) return report(`${at}/contents`, 'must be specified');
  const isBaseline = layout === 'baseline';
  contents.forEach((child: unknown, index) => {
    const place = `${at}/contents/${index}`;
    const type = isObject(child) ? child['type'] : undefined;
    const isAllowed = typeof type === 'string' && (isBaseline ? BASELINE_CHILDREN : BLOCK_CHILDREN).includes(type);
    if (!isObject(child) || !isAllowed) return report(place, 'invalid property');
    if (isBaseline && child['gravity'] !== undefined) report(`${place}/gravity`, 'invalid property');
    if (isBaseline && child['offsetBottom'] !== undefined) report(`${place}/offsetBottom`, 'invalid property');
    checkChild(report, child, type, place);
  });
}

/** An image with its https address. */
export function checkImage(report: Report, image: JsonObject, at: string): void {
  checkUrl(report, image['url'], `${at}/url`);
  checkRatio(report, image['aspectRatio'], `${at}/aspectRatio`);
  checkOneOf(report, image['aspectMode'], `${at}/aspectMode`, ['cover', 'fit']);
  checkComponentAction(report, image, at);
}

/** A video, with the image or box shown where it cannot play. */
export function checkVideo(report: Report, video: JsonObject, at: string): void {
  checkUrl(report, video['url'], `${at}/url`);
  checkUrl(report, video['previewUrl'], `${at}/previewUrl`);
  checkRatio(report, video['aspectRatio'], `${at}/aspectRatio`);
  const alternative = video['altContent'];
  if (!isObject(alternative)) return report(`${at}/altContent`, 'must be specified');
  if (alternative['type'] === 'image') checkImage(report, alternative, `${at}/altContent`);
  else if (alternative['type'] === 'box') checkBox(report, alternative, `${at}/altContent`);
  else report(`${at}/altContent`, 'invalid property');
}

function checkChild(report: Report, child: JsonObject, type: string, at: string): void {
  switch (type) {
    case 'box':
      return checkBox(report, child, at);
    case 'button':
      checkOneOf(report, child['style'], `${at}/style`, ['primary', 'secondary', 'link']);
      return checkAction((property, text) => report(`${at}/action/${property}`, text), child['action'], 'flexButton');
    case 'image':
      return checkImage(report, child, at);
    case 'icon':
      return checkUrl(report, child['url'], `${at}/url`);
    case 'text':
      return checkText(report, child, at);
    default:
  }
}

function checkText(report: Report, text: JsonObject, at: string): void {
  const { contents } = text;
  checkComponentAction(report, text, at);
  if (contents === undefined || (Array.isArray(contents) && contents.length === 0)) {
    if (typeof text['text'] !== 'string' || text['text'] === '') report(`${at}/text`, 'must be non-empty text');
    return;
  }
  if (!Array.isArray(contents)) return report(`${at}/contents`, 'invalid property');
  contents.forEach((span: unknown, index) => {
    const place = `${at}/contents/${index}`;
    if (!isObject(span) || span['type'] !== 'span') return report(place, 'invalid property');
    if (typeof span['text'] !== 'string' || span['text'] === '') report(`${place}/text`, 'must be non-empty text');
  });
}

function checkComponentAction(report: Report, component: JsonObject, at: string): void {
  const { action } = component;
  if (action !== undefined) checkAction((property, text) => report(`${at}/action/${property}`, text), action, 'flex');
}

function checkBackground(report: Report, background: unknown, at: string): void {
  if (background === undefined) return;
  const angle = isObject(background) ? background['angle'] : undefined;
  const degrees = typeof angle === 'string' ? Number(/^([\d.]+)deg$/.exec(angle)?.[1] ?? NaN) : NaN;
  if (!isObject(background) || background['type'] !== 'linearGradient') report(at, 'invalid property');
  else if (!(degrees >= 0 && degrees < 360)) report(`${at}/angle`, 'invalid property');
}

function checkUrl(report: Report, url: unknown, at: string): void {
  if (typeof url !== 'string' || url === '') return report(at, 'must be specified');
  if (url.length > URL_MAX) return report(at, `size must be between 0 and ${URL_MAX}`);
  checkScheme(report, url, at, ['https']);
}

function checkRatio(report: Report, ratio: unknown, at: string): void {
  if (ratio === undefined) return;
  const [, width = NaN, height = NaN] = (RATIO.exec(wordOf(ratio)) ?? []).map(Number);
  const isPart = (part: number) => part >= 1 && part <= RATIO_PART_MAX;
  if (!isPart(width) || !isPart(height) || height > width * RATIO_HEIGHT_MAX) report(at, 'invalid property');
}
