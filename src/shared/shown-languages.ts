import type { Language } from './language.js';

/** The languages of our pages, each under its own name. */
export const LANGUAGES: Record<Language, string> = { 'zh-TW': '繁體中文', ja: '日本語', en: 'English', th: 'ไทย' };

const ALL = Object.keys(LANGUAGES) as Language[];

/** The first of these BCP 47 tags that we have, by its language where its region is another; else English. */
export function firstOf(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const known = ALL.find((one) => one === tag || one.split('-')[0] === tag.split('-')[0]);
    if (known) return known;
  }
  return 'en';
}
