const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * Whether a text is longer than allowed. LINE counts UTF-16 code units, except in labels, titles and other
 * short texts on buttons, where it counts what a reader would call one character.
 */
export function isLonger(text: string, max: number, unit: 'utf16' | 'grapheme' = 'utf16'): boolean {
  // There are never more graphemes than code units, and counting them is slow.
  if (text.length <= max) return false;
  if (unit === 'utf16') return true;
  return [...graphemes.segment(text)].length > max;
}
