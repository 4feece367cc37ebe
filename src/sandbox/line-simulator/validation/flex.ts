import { type JsonObject, isObject, wordOf } from '../json.js';
import { FLEX_BUBBLES_MAX, FLEX_BUBBLE_BYTES_MAX, FLEX_CAROUSEL_BYTES_MAX } from '../limits.js';
import { checkAction } from './actions.js';
import { checkOneOf } from './fields.js';
import { checkBox, checkImage, checkVideo } from './flex-components.js';
import type { Report } from './message-check.js';

const BUBBLE_SIZES = ['nano', 'micro', 'deca', 'hecto', 'kilo', 'mega', 'giga'];
const VIDEO_BUBBLE_SIZES = ['kilo', 'mega', 'giga'];
const DEFAULT_SIZE = 'mega';

/** The contents of a Flex Message: one bubble, or a carousel of bubbles; faults are named like `/hero/url`. */
export function checkFlex(report: Report, contents: unknown): void {
  if (!isObject(contents)) return report('/', 'must be specified');
  if (contents['type'] === 'carousel') return checkCarousel(report, contents);
  if (contents['type'] !== 'bubble') return report('/type', 'invalid type');
  checkBubble(report, contents, '', false);
  checkSize(report, contents, FLEX_BUBBLE_BYTES_MAX, '/');
}

function checkCarousel(report: Report, carousel: JsonObject): void {
  const bubbles = carousel['contents'];
  if (!Array.isArray(bubbles) || bubbles.length < 1 || bubbles.length > FLEX_BUBBLES_MAX) {
    return report('/contents', `size must be between 1 and ${FLEX_BUBBLES_MAX}`);
  }
  bubbles.forEach((bubble: unknown, index) => {
    const at = `/contents/${index}`;
    if (!isObject(bubble) || bubble['type'] !== 'bubble') return report(at, 'invalid property');
    checkBubble(report, bubble, at, true);
    checkSize(report, bubble, FLEX_BUBBLE_BYTES_MAX, at);
  });
  const sizes = new Set(bubbles.filter(isObject).map((bubble) => bubble['size'] ?? DEFAULT_SIZE));
  if (sizes.size > 1) report('/contents', 'all bubbles must have the same size');
  checkSize(report, carousel, FLEX_CAROUSEL_BYTES_MAX, '/');
}

function checkBubble(report: Report, bubble: JsonObject, at: string, isInCarousel: boolean): void {
  const size = bubble['size'] ?? DEFAULT_SIZE;
  checkOneOf(report, size, `${at}/size`, BUBBLE_SIZES);
  checkOneOf(report, bubble['direction'], `${at}/direction`, ['ltr', 'rtl']);
  for (const block of ['header', 'body', 'footer']) {
    const box = bubble[block];
    if (box === undefined) continue;
    if (isObject(box) && box['type'] === 'box') checkBox(report, box, `${at}/${block}`);
    else report(`${at}/${block}`, 'invalid property');
  }
  if (bubble['action'] !== undefined) {
    checkAction((property, text) => report(`${at}/action/${property}`, text), bubble['action'], 'flex');
  }
  const { hero } = bubble;
  if (hero === undefined) return;
  const isVideoAllowed = !isInCarousel && VIDEO_BUBBLE_SIZES.includes(wordOf(size));
  checkHero(report, hero, `${at}/hero`, isVideoAllowed);
}

function checkHero(report: Report, hero: unknown, at: string, isVideoAllowed: boolean): void {
  if (!isObject(hero)) return report(at, 'invalid property');
  if (hero['type'] === 'image') return checkImage(report, hero, at);
  if (hero['type'] === 'box') return checkBox(report, hero, at);
  if (hero['type'] === 'video' && isVideoAllowed) return checkVideo(report, hero, at);
  report(at, 'invalid property');
}

function checkSize(report: Report, value: JsonObject, bytesMax: number, at: string): void {
  const text = JSON.stringify(value);
  // Three bytes per code unit is the most that UTF-8 needs, so most messages need no second look.
  if (text.length * 3 > bytesMax && Buffer.byteLength(text) > bytesMax) {
    report(at, `size must be less than or equal to ${bytesMax} bytes`);
  }
}
