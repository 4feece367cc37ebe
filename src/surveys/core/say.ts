import { chooseLanguage } from '../../messages/core/language.js';
import type { Language } from '../../shared/language.js';
import type { Texts } from './question.js';

const WORDS: Record<'yes' | 'no' | 'done' | 'skip' | 'answer', Record<Language, string>> = {
  yes: { 'zh-TW': '是', ja: 'はい', en: 'Yes', th: 'ใช่' },
  no: { 'zh-TW': '否', ja: 'いいえ', en: 'No', th: 'ไม่ใช่' },
  done: { 'zh-TW': '完成', ja: '完了', en: 'Done', th: 'เสร็จสิ้น' },
  skip: { 'zh-TW': '略過', ja: 'スキップ', en: 'Skip', th: 'ข้าม' },
  answer: { 'zh-TW': '開始作答', ja: '回答する', en: 'Answer', th: 'ตอบคำถาม' },
};

/** Whom a text is for: their language as LINE gives it, and that of the channel. */
export interface Speaking {
  wanted: string | undefined;
  fallback: Language;
}

/** A text with the language that it is in. */
export interface Said {
  text: string;
  language: Language;
}

/** A text in the language that is wanted, else in the channel's, else in the first. */
export function sayIn(texts: Texts, { wanted, fallback }: Speaking): Said {
  const available = Object.keys(texts) as Language[];
  const language = chooseLanguage(
    available,
    wanted,
    available.includes(fallback) ? fallback : (available[0] ?? fallback),
  );
  return { text: texts[language] ?? '', language };
}

export const say = (texts: Texts, speaking: Speaking): string => sayIn(texts, speaking).text;

/** One of our own words beside the questions. */
export const word = (key: keyof typeof WORDS, speaking: Speaking): Said => sayIn(WORDS[key], speaking);
