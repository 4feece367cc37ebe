const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Length in UTF-16 code units: what `string.length` says, so that an emoji counts 2 or more. */
export function countUtf16(text: string): number {
  return text.length;
}

/** Length in grapheme clusters: what a reader would call characters, so that an emoji or a Thai cluster counts 1. */
export function countGraphemes(text: string): number {
  let count = 0;
  for (const _ of graphemes.segment(text)) count += 1;
  return count;
}

/** Size in bytes of the text in UTF-8. */
export function countUtf8Bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}
