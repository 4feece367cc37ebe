/** Ways of writing days in a language. */
export function createDays(language) {
  const local = new Intl.DateTimeFormat(language, { dateStyle: 'medium' });
  const onPaper = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' });
  return {
    /** The day of an instant, where the phone is. */
    day: (instant) => local.format(new Date(instant)),
    /** The last day of what ends at an instant: the midnight after it belongs to the next. */
    lastDay: (end) => local.format(new Date(end) - 1),
    /** A calendar date, which is the same everywhere. */
    date: (given) => onPaper.format(new Date(given)),
  };
}
