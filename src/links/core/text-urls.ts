/** A web address within a text, from `start` up to `end`. */
export interface FoundUrl {
  url: string;
  start: number;
  end: number;
}

/** Addresses of any scheme: what stands inside one that is not of the web is no address of its own. */
const ADDRESS = /(?<![a-z0-9])(?:[a-z][a-z0-9]*:\/\/|mailto:|tel:)[a-z0-9\-._~:/?#[\]@!$&'()*+,;=%]+/gi;
const PUNCTUATION = new Set(".,!?;:'");
const BRACKETS = new Map([
  [')', '('],
  [']', '['],
]);
const OPEN_ENDED = new Set('/?#=&%-_~+:@'); // behind these, a letter of any script may belong to the address
const LETTER = /[\p{L}\p{N}\p{M}]/u;
const UNWISE = new Set('{|^\\'); // not allowed in addresses, and yet found in them

/**
 * The http and https addresses in a text, without the punctuation behind them. Letters of other scripts end an address, as
 * in `https://a.example/saleをご覧`; where they may as well belong to it, it is left out. No address reaches over one of
 * the `borders`.
 */
export function findUrls(text: string, borders: readonly number[] = []): FoundUrl[] {
  const found: FoundUrl[] = [];
  for (const { 0: matched, index: start } of text.matchAll(ADDRESS)) {
    const border = Math.min(...borders.filter((position) => position > start), start + matched.length);
    const raw = text.slice(start, border);
    if (!/^https?:/i.test(raw) || isCutOff(raw, text.codePointAt(border))) continue;
    const url = withoutPunctuation(raw);
    if (URL.canParse(url)) found.push({ url, start, end: start + url.length });
  }
  return found;
}

/** Whether an address perhaps goes on behind the characters that are sure to be its own. */
function isCutOff(raw: string, next: number | undefined): boolean {
  if (next === undefined) return false;
  const character = String.fromCodePoint(next);
  return UNWISE.has(character) || (LETTER.test(character) && OPEN_ENDED.has(raw.at(-1) ?? ''));
}

function withoutPunctuation(raw: string): string {
  let url = raw;
  for (;;) {
    const last = url.at(-1) ?? '';
    const opening = BRACKETS.get(last);
    const isLeftOver = opening !== undefined && count(url, opening) < count(url, last);
    if (!PUNCTUATION.has(last) && !isLeftOver) return url;
    url = url.slice(0, -1);
  }
}

const count = (text: string, character: string) => text.split(character).length - 1;
