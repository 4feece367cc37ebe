import type { Friend } from './friend.js';

const GRAMS_MAX = 400;
const WORD_LENGTH_MAX = 60;
const WORDS_MAX = 80;
/** Scripts that write without spaces, or whose single character is a word. */
const SINGLE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;
const KATAKANA_FROM = 0x30a1;
const KATAKANA_TO = 0x30f6;
const KANA_DISTANCE = 0x60; // Unicode: each katakana stands this far above its hiragana

type Searched = Pick<Friend, 'profile' | 'attributes' | 'lineUserId'>;

/** One form for what people mean as the same: width, case, and hiragana for katakana. */
export function foldText(text: string): string {
  return Array.from(text.normalize('NFKC').toLowerCase(), (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code >= KATAKANA_FROM && code <= KATAKANA_TO ? String.fromCodePoint(code - KANA_DISTANCE) : character;
  }).join('');
}

/** All words of a text, folded: runs of letters, marks and digits. */
export const wordsIn = (text: string): string[] => foldText(text).match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];

/** Words of a text, as many and as much of each as is searched. */
export function wordsOf(text: string): string[] {
  return wordsIn(text)
    .slice(0, WORDS_MAX)
    .map((word) => Array.from(word).slice(0, WORD_LENGTH_MAX).join(''));
}

/** Pieces that a word is found by: each two neighbours, and single characters where one can be a word. */
export function gramsOfWord(word: string): string[] {
  const characters = Array.from(word);
  const pairs = characters.slice(1).map((character, index) => `${characters[index]}${character}`);
  const singles = characters.filter((character) => SINGLE.test(character));
  return characters.length === 1 ? characters : [...pairs, ...singles];
}

/** What search finds a friend by: name and attributes that are not sensitive. */
export function gramsOf(friend: Searched, isSensitive: (attribute: string) => boolean): string[] {
  const grams = textsOf(friend, isSensitive).flatMap((text) => wordsOf(text).flatMap(gramsOfWord));
  return [...new Set(grams)].slice(0, GRAMS_MAX);
}

/** Pieces that a friend must have to be a candidate for a search; empty when the text is too short to find anything. */
export function gramsOfQuery(query: string): string[] {
  const words = wordsOf(query);
  const pieces = words.flatMap((word) => {
    const characters = Array.from(word);
    // A pair says more than its single characters.
    return characters.length === 1 ? characters.filter((one) => SINGLE.test(one)) : gramsOfWord(word).filter(isPair);
  });
  return [...new Set(pieces)];
}

const isPair = (gram: string) => Array.from(gram).length === 2;

/** How well a friend fits a search: 3 the same, 2 it begins so, 1 it contains every word, 0 not at all. */
export function rankFor(friend: Searched, query: string, isSensitive: (attribute: string) => boolean): number {
  const wanted = wordsOf(query);
  const whole = wanted.join(' ');
  let best = 0;
  for (const text of textsOf(friend, isSensitive)) {
    const folded = wordsOf(text).join(' ');
    if (folded === whole) return 3;
    if (folded.startsWith(whole)) best = Math.max(best, 2);
    else if (wanted.every((word) => folded.includes(word))) best = Math.max(best, 1);
  }
  if (best > 0) return best;
  const all = textsOf(friend, isSensitive).flatMap(wordsOf).join(' ');
  return wanted.every((word) => all.includes(word)) ? 1 : 0;
}

function textsOf({ profile, attributes }: Searched, isSensitive: (attribute: string) => boolean): string[] {
  const values = Object.entries(attributes)
    .filter(([name, value]) => typeof value !== 'boolean' && !isSensitive(name))
    .flatMap(([, value]) => (Array.isArray(value) ? value : [String(value)]));
  return [...(profile ? [profile.displayName] : []), ...values];
}
