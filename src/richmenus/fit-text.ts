import { Resvg } from '@resvg/resvg-js';
import type { Font } from './fonts.js';

const SHRINK_MIN = 0.6; // below this share of the wanted size, words are no longer readable on a phone
const FITTED_TEXT = /<text\b[^>]*\bfont-size="([\d.]+)"[^>]*\bdata-width="(\d+)"[^>]*>([^<]*)<\/text>/g;

/** A text that does not fit its room even at the smallest readable size; widths in pixels. */
export type LongText = { text: string; width: number; widthMax: number };

/**
 * Makes every `<text font-size="..." data-width="...">` as small as needed for its room, both in pixels, and lists
 * those that cannot fit. Texts drawn at one size shrink together: languages differ in length, a row of cards should not.
 */
export function fitTexts(svg: string, font: Font): { svg: string; tooLong: LongText[] } {
  const tooLong: LongText[] = [];
  const shrinkBySize = new Map<string, number>();
  for (const [element, size = '', room = '', text = ''] of svg.matchAll(FITTED_TEXT)) {
    const widthMax = Number(room);
    const width = measureWidth(element, font);
    if (width * SHRINK_MIN > widthMax) tooLong.push({ text, width: Math.ceil(width), widthMax });
    shrinkBySize.set(size, Math.min(shrinkBySize.get(size) ?? 1, widthMax / width));
  }
  const fitted = svg.replace(FITTED_TEXT, (element, size: string) => {
    const smaller = Math.floor(Number(size) * (shrinkBySize.get(size) ?? 1));
    return element.replace(`font-size="${size}"`, `font-size="${smaller}"`);
  });
  return { svg: fitted, tooLong };
}

function measureWidth(element: string, font: Font): number {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="2500" height="2500" font-family="${font.family}">${element}</svg>`;
  const box = new Resvg(svg, { font: { loadSystemFonts: false, fontFiles: font.files } }).getBBox();
  return Math.max(box?.width ?? 0, 1);
}
