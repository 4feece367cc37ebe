import { foldText, gramsOfWord, wordsIn } from '../../friends/core/search.js';

const GRAMS_MAX = 1_000;
const SNIPPET_LENGTH = 120;
const SNIPPET_LEAD = 30;

/** Pieces that a text is found by: each two neighbouring characters, and single ones where one can be a word. */
export function gramsOfText(text: string): string[] {
  const grams = new Set<string>();
  for (const word of wordsIn(text)) {
    for (const gram of gramsOfWord(word)) grams.add(gram);
    if (grams.size >= GRAMS_MAX) break;
  }
  return [...grams].slice(0, GRAMS_MAX);
}

/** True when a text has every word of a search, as part of a word or whole. */
export function hasWords(text: string, query: string): boolean {
  const folded = wordsIn(text).join(' ');
  return wordsIn(query).every((word) => folded.includes(word));
}

/** The part of a text around the first word of a search. */
export function snippetOf(text: string, query: string): string {
  const [first = ''] = wordsIn(query);
  const characters = Array.from(text);
  const folded = characters.map((character) => foldText(character));
  const found = Math.max(0, placeOf(folded, first));
  const from = Math.max(0, found - SNIPPET_LEAD);
  const part = characters.slice(from, from + SNIPPET_LENGTH).join('');
  return `${from > 0 ? '…' : ''}${part}${from + SNIPPET_LENGTH < characters.length ? '…' : ''}`;
}

/** At which of these pieces of a text a word begins; -1 for nowhere. */
function placeOf(pieces: string[], word: string): number {
  const at = pieces.join('').indexOf(word);
  if (at === -1) return -1;
  let length = 0;
  return pieces.findIndex((piece) => (length += piece.length) > at);
}
