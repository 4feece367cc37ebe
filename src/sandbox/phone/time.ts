import { shownLanguage } from './language/languages.js';

/** The day that a time is on, in the browser's zone. */
export const dayOf = (at: number): string => new Date(at).toDateString();

/** The time of day, such as 14:02. */
export const formatTime = (at: number): string => format(at, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** The time of day with its seconds. */
export const formatClock = (at: number): string =>
  format(at, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });

/** A day with its weekday. */
export const formatDay = (at: number): string => format(at, { weekday: 'short', month: 'short', day: 'numeric' });

/** Of today the time of day, else the day. */
export const formatWhen = (at: number, now: number): string =>
  dayOf(at) === dayOf(now) ? formatTime(at) : format(at, { month: 'numeric', day: 'numeric' });

const format = (at: number, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(shownLanguage(), options).format(at);
