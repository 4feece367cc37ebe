import { createInstance } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language } from '../../../shared/language.js';

const words = createInstance();

/** Languages that people of this world may have, each under its own name. */
export const LANGUAGES: Record<Language, string> = { 'zh-TW': '繁體中文', ja: '日本語', en: 'English', th: 'ไทย' };

const ALL = Object.keys(LANGUAGES) as Language[];

const WORDS: Record<Language, () => Promise<{ default: object }>> = {
  'zh-TW': () => import('./zh-TW.json'),
  ja: () => import('./ja.json'),
  en: () => import('./en.json'),
  th: () => import('./th.json'),
};

/** Shows the page in the first of the browser's languages that we have, else in English. */
export async function startLanguage(): Promise<void> {
  const language = firstOf(navigator.languages);
  await words.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: { [language]: { translation: (await WORDS[language]()).default } },
    interpolation: { escapeValue: false }, // React escapes
    returnNull: false,
  });
  document.documentElement.lang = language;
}

function firstOf(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const known = ALL.find((one) => one === tag || one.split('-')[0] === tag.split('-')[0]);
    if (known) return known;
  }
  return 'en';
}

/** The language that is shown. */
export const shownLanguage = (): string => words.language;
