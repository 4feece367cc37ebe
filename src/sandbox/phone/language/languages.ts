import { createInstance } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language } from '../../../shared/language.js';
import { firstOf } from '../../../shared/shown-languages.js';

const words = createInstance();

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

/** The language that is shown. */
export const shownLanguage = (): string => words.language;
