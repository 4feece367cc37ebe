import { createInstance } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language } from '../../shared/language.js';
import { firstOf } from '../../shared/shown-languages.js';

const words = createInstance();

const CHOSEN = 'lifeline.language';

/** Shows the console in the language that was chosen in this browser, else in the first of the browser's that we have. */
export async function startLanguage(): Promise<void> {
  const language = firstOf([localStorage.getItem(CHOSEN) ?? '', ...navigator.languages]);
  await words.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: { [language]: await wordsOf(language) },
    interpolation: { escapeValue: false }, // React escapes
    returnNull: false,
  });
  document.documentElement.lang = language;
}

/** Shows the console in another language, here and when this browser opens it again. */
export async function chooseLanguage(language: Language): Promise<void> {
  const { translation } = await wordsOf(language);
  words.addResourceBundle(language, 'translation', translation);
  await words.changeLanguage(language);
  document.documentElement.lang = language;
  localStorage.setItem(CHOSEN, language);
}

const WORDS: Record<Language, () => Promise<{ words: object }>> = {
  'zh-TW': () => import('./zh-TW/index.js'),
  ja: () => import('./ja/index.js'),
  en: () => import('./en/index.js'),
  th: () => import('./th/index.js'),
};

const wordsOf = async (language: Language) => ({ translation: (await WORDS[language]()).words });

/** The language that is shown now. */
export const shownLanguage = (): string => words.language;
