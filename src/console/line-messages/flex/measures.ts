import { numberOf, textOf } from '../fields.js';

const SPACING = new Map([
  ['none', '0px'],
  ['xs', '2px'],
  ['sm', '4px'],
  ['md', '8px'],
  ['lg', '12px'],
  ['xl', '16px'],
  ['xxl', '20px'],
]);
const TEXT_SIZE = new Map([
  ['xxs', '11px'],
  ['xs', '13px'],
  ['sm', '14px'],
  ['md', '16px'],
  ['lg', '19px'],
  ['xl', '22px'],
  ['xxl', '29px'],
  ['3xl', '35px'],
  ['4xl', '48px'],
  ['5xl', '74px'],
]);
const IMAGE_SIZE = new Map([
  ['xxs', '40px'],
  ['xs', '60px'],
  ['sm', '80px'],
  ['md', '100px'],
  ['lg', '120px'],
  ['xl', '140px'],
  ['xxl', '160px'],
  ['3xl', '180px'],
  ['4xl', '200px'],
  ['5xl', '220px'],
  ['full', '100%'],
]);
const BORDER = new Map([
  ['none', '0px'],
  ['light', '0.5px'],
  ['normal', '1px'],
  ['medium', '2px'],
  ['semi-bold', '3px'],
  ['bold', '4px'],
]);
const BUBBLE_WIDTH = new Map([
  ['nano', 120],
  ['micro', 160],
  ['deca', 220],
  ['hecto', 241],
  ['kilo', 260],
  ['mega', 300],
  ['giga', 386],
]);

const PIXELS = /^-?\d{1,5}(\.\d{1,3})?px$/;
const LENGTH = /^\d{1,5}(\.\d{1,3})?(px|%)$/;
const RATIO = /^(\d{1,6}(?:\.\d{1,3})?):(\d{1,6}(?:\.\d{1,3})?)$/;
const RATIO_HEIGHT_MAX = 3; // LINE's limit, times the width

/** Space as CSS: a keyword of LINE's, or pixels; undefined when it is neither. */
export const spacing = (value: unknown): string | undefined => from(SPACING, value, PIXELS);

/** Padding as CSS; percent of the parent's width are allowed too. */
export const padding = (value: unknown): string | undefined => from(SPACING, value, LENGTH);

/** Width of a border as CSS. */
export const borderWidth = (value: unknown): string | undefined => from(BORDER, value, PIXELS);

/** Size of a text or icon as CSS. */
export const textSize = (value: unknown): string | undefined => from(TEXT_SIZE, value, PIXELS);

/** Width of an image as CSS. */
export const imageSize = (value: unknown): string | undefined => from(IMAGE_SIZE, value, LENGTH);

/** Width or height of a box as CSS. */
export const boxSize = (value: unknown): string | undefined => (LENGTH.test(textOf(value)) ? textOf(value) : undefined);

/** Width of a bubble in CSS pixels on a phone; mega where it is not said. */
export const bubbleWidth = (size: unknown): number => BUBBLE_WIDTH.get(textOf(size)) ?? 300;

/** Width divided by height of a picture; square where it is not said. */
export function ratioOf(value: unknown): number {
  const [, width = 1, height = 1] = (RATIO.exec(textOf(value)) ?? []).map(Number);
  if (!(width > 0) || !(height > 0)) return 1;
  return Math.max(width / height, 1 / RATIO_HEIGHT_MAX);
}

/** A share of the room, from nothing up. */
export function shareOf(value: unknown): number | undefined {
  const share = numberOf(value);
  return share === undefined || share < 0 ? undefined : share;
}

const from = (keywords: Map<string, string>, value: unknown, pattern: RegExp): string | undefined => {
  const text = textOf(value);
  return keywords.get(text) ?? (pattern.test(text) ? text : undefined);
};
