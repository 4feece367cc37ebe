import type { Language } from '../../shared/language.js';
import { listBounds, type Comparison } from './comparison.js';
import type { Age } from './duration.js';
import { en } from './readings/en.js';
import { ja } from './readings/ja.js';
import { th } from './readings/th.js';
import { zhTw } from './readings/zh-tw.js';

export type Phrase = keyof typeof en;
export type Phrases = Record<Phrase, string>;

/** Says a phrase in one language, with its blanks filled in. */
export type Say = (phrase: Phrase, filled?: Record<string, string>) => string;

const PHRASES: Record<Language, Phrases> = { 'zh-TW': zhTw, ja, en, th };

/** The phrases of a language. */
export const sayIn =
  (language: Language): Say =>
  (phrase, filled = {}) =>
    PHRASES[language][phrase].replaceAll(/\{(\w+)\}/g, (_blank, name: string) => filled[name] ?? '');

/** Parts that all hold, as one phrase. */
export const sayAll = (say: Say, parts: string[]): string => parts.join(say('and'));

export const sayComparison = (say: Say, comparison: Comparison): string =>
  sayAll(
    say,
    listBounds(comparison).map(({ bound, limit }) => say(bound, { limit: String(limit) })),
  );

const UNITS = { m: 'minutes', h: 'hours', d: 'days' } as const;

export const sayDuration = (say: Say, duration: string): string =>
  say(UNITS[duration.slice(-1) as keyof typeof UNITS], { count: duration.slice(0, -1) });

export const sayAge = (say: Say, { atLeast, lessThan }: Age): string =>
  sayAll(say, [
    ...(atLeast === undefined ? [] : [say('atLeastAgo', { time: sayDuration(say, atLeast) })]),
    ...(lessThan === undefined ? [] : [say('lessThanAgo', { time: sayDuration(say, lessThan) })]),
  ]);
