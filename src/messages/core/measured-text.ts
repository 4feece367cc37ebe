import { z } from 'zod';
import { countGraphemes, countUtf16 } from '../../shared/text-length.js';
import { URL_LENGTH_MAX } from './limits.js';

type Measure = { unit: string; count: (text: string) => number };

const UTF16: Measure = { unit: 'UTF-16 code units', count: countUtf16 };
const GRAPHEMES: Measure = { unit: 'graphemes', count: countGraphemes };

/** Text of 1 to `max` UTF-16 code units, LINE's way of counting unless its docs name another. */
export function utf16Text(max: number) {
  return measuredText(max, UTF16);
}

/** Text of 1 to `max` grapheme clusters, LINE's way of counting labels, titles and what a tap writes. */
export function graphemeText(max: number) {
  return measuredText(max, GRAPHEMES);
}

/** An https URL as LINE loads it: at most 2,000 characters, percent-encoded. */
export const HttpsUrl = utf16Text(URL_LENGTH_MAX).refine((url) => isUri(url, ['https']), {
  error: 'must be a percent-encoded https URL',
});

/** A URI that a tap may open: http, https, line or tel. */
export function tappableUri(max: number) {
  return utf16Text(max).refine((uri) => isUri(uri, ['http', 'https', 'line', 'tel']), {
    error: 'must be a percent-encoded http, https, line or tel URI',
  });
}

function measuredText(max: number, { unit, count }: Measure) {
  return z.string().check((context) => {
    const length = count(context.value);
    if (length >= 1 && length <= max) return;
    const message = length === 0 ? 'must not be empty' : `must have at most ${max} ${unit}, has ${length}`;
    context.issues.push({ code: 'custom', message, input: context.value, params: { tooLong: length > max } });
  });
}

function isUri(text: string, schemes: readonly string[]): boolean {
  const scheme = /^([a-z]+):[\x21-\x7e]+$/i.exec(text)?.[1];
  return scheme !== undefined && schemes.includes(scheme.toLowerCase()) && URL.canParse(text);
}
