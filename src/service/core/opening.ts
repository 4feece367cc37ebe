import type { Language } from '../../shared/language.js';

/** A moment in the words of a language, by the clocks of a time zone: the day of the week, the date and the time. */
export const writeOpening = (at: Date, language: Language, timeZone: string): string =>
  new Intl.DateTimeFormat(language, {
    timeZone,
    weekday: 'long',
    month: 'long',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
  }).format(at);
