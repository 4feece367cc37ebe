import { toMajor } from '../../shared/currency.js';
import { localDayOf } from '../../shared/local-day.js';
import { shownLanguage } from './languages.js';

const MINUTE_S = 60;
const HOUR_S = 3_600;
const DAY_S = 86_400;

/** A count, with the separators of the language. */
export const formatCount = (count: number): string => new Intl.NumberFormat(shownLanguage()).format(count);

/** An amount of money in minor units of its currency. */
export const formatMoney = (minor: number, currency: string): string =>
  new Intl.NumberFormat(shownLanguage(), { style: 'currency', currency }).format(toMajor(minor, currency));

/** The time of day in a zone, such as 14:02. */
export const formatTime = (at: Date, timeZone: string): string =>
  new Intl.DateTimeFormat(shownLanguage(), { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone }).format(
    at,
  );

/** A day in a zone: its name when it is near, else its date; with the year when that is another. */
export function formatDay(at: Date, now: Date, timeZone: string): string {
  const days = Math.round((dayNumber(at, timeZone) - dayNumber(now, timeZone)) / DAY_S);
  if (Math.abs(days) <= 1) return new Intl.RelativeTimeFormat(shownLanguage(), { numeric: 'auto' }).format(days, 'day');
  const isThisYear = yearOf(at, timeZone) === yearOf(now, timeZone);
  return new Intl.DateTimeFormat(shownLanguage(), {
    month: 'short',
    day: 'numeric',
    ...(isThisYear ? { weekday: 'short' } : { year: 'numeric' }),
    timeZone,
  }).format(at);
}

/** Date and time in a zone. */
export const formatInstant = (at: Date, timeZone: string): string =>
  new Intl.DateTimeFormat(shownLanguage(), {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone,
  }).format(at);

/** A time in a list: of today the time of day, else the day. */
export function formatWhen(at: Date, now: Date, timeZone: string): string {
  return dayNumber(at, timeZone) === dayNumber(now, timeZone) ? formatTime(at, timeZone) : formatDay(at, now, timeZone);
}

/** How long something takes or took, in its largest unit: 42 seconds, 3 hours. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < MINUTE_S) return inUnit(whole, 'second');
  if (whole < HOUR_S) return inUnit(Math.floor(whole / MINUTE_S), 'minute');
  if (whole < DAY_S) return inUnit(Math.floor(whole / HOUR_S), 'hour');
  return inUnit(Math.floor(whole / DAY_S), 'day');
}

const inUnit = (value: number, unit: 'second' | 'minute' | 'hour' | 'day') =>
  new Intl.NumberFormat(shownLanguage(), { style: 'unit', unit, unitDisplay: 'short' }).format(value);

/** A countdown as a clock: 0:42, 12:05, and hours from an hour on. */
export function formatCountdown(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes, rest] = [
    Math.floor(whole / HOUR_S),
    Math.floor((whole % HOUR_S) / MINUTE_S),
    whole % MINUTE_S,
  ];
  const two = (value: number) => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** Seconds at midnight of the day that it is in the zone, as if the zone were UTC. */
const dayNumber = (at: Date, timeZone: string): number => Date.parse(localDayOf(at, timeZone)) / 1_000;

const yearOf = (at: Date, timeZone: string): string => localDayOf(at, timeZone).slice(0, 4);
