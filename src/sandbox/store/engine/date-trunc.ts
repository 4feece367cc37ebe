import { isDocument, type Value } from './values/document.js';
import { StoreError } from './values/errors.js';
import { isNumberValue, toNumber } from './values/numbers.js';

const MILLISECONDS: Record<string, number> = {
  millisecond: 1,
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
};
const MONTHS: Record<string, number> = { month: 1, quarter: 3, year: 12 };
const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const MONTHS_PER_YEAR = 12;
/** MongoDB counts bins from the first day of 2000, in the time zone; it was a Saturday. */
const REFERENCE_YEAR = 2000;
const REFERENCE = Date.UTC(REFERENCE_YEAR, 0, 1);
const REFERENCE_WEEKDAY = 6;
const DAYS_PER_WEEK = 7;

/** The arguments of `$dateTrunc`, evaluated. */
export interface TruncateRequest {
  date: Date;
  unit: string;
  binSize: number;
  timezone: string;
  startOfWeek: string;
}

/** Reads the evaluated arguments; undefined when the date or the unit is missing. */
export function readTruncateRequest(operand: Value): TruncateRequest | undefined {
  if (!isDocument(operand)) throw new StoreError(5439007, '$dateTrunc only supports an object as its argument');
  const { date, unit, binSize = 1, timezone = 'UTC', startOfWeek = 'sunday' } = operand;
  if (date === null || date === undefined || unit === null || unit === undefined) return undefined;
  if (!(date instanceof Date)) throw new StoreError(5439012, "$dateTrunc requires 'date' to be a date");
  if (typeof unit !== 'string' || !(unit in MILLISECONDS || unit in MONTHS)) {
    throw new StoreError(9, `unknown time unit value: ${JSON.stringify(unit)}`);
  }
  const size = isNumberValue(binSize) ? toNumber(binSize) : 0;
  if (!Number.isInteger(size) || size < 1)
    throw new StoreError(5439017, "$dateTrunc requires 'binSize' to be greater than 0");
  return { date, unit, binSize: size, timezone: String(timezone), startOfWeek: String(startOfWeek).toLowerCase() };
}

/** The start of the bin of a date, in a time zone. */
export function truncateDate({ date, unit, binSize, timezone, startOfWeek }: TruncateRequest): Date {
  const local = date.getTime() + offsetAt(date.getTime(), timezone);
  const months = MONTHS[unit];
  const start =
    months === undefined
      ? startOfSpan(local, (MILLISECONDS[unit] ?? 1) * binSize, unit === 'week' ? weekStart(startOfWeek) : REFERENCE)
      : startOfMonths(local, months * binSize);
  return new Date(toInstant(start, timezone));
}

function startOfSpan(local: number, span: number, reference: number): number {
  return reference + Math.floor((local - reference) / span) * span;
}

/** The first such weekday from the reference on. */
function weekStart(startOfWeek: string): number {
  const weekday = WEEKDAYS.findIndex((name) => name === startOfWeek || name.startsWith(startOfWeek.slice(0, 3)));
  const days = (weekday - REFERENCE_WEEKDAY + DAYS_PER_WEEK) % DAYS_PER_WEEK;
  return REFERENCE + days * (MILLISECONDS['day'] ?? 0);
}

function startOfMonths(local: number, months: number): number {
  const date = new Date(local);
  const count = (date.getUTCFullYear() - REFERENCE_YEAR) * MONTHS_PER_YEAR + date.getUTCMonth();
  return Date.UTC(REFERENCE_YEAR, Math.floor(count / months) * months, 1);
}

/** The instant of a local time; asked twice, because the offset may change between the two. */
function toInstant(local: number, timezone: string): number {
  const guess = local - offsetAt(local, timezone);
  return local - offsetAt(guess, timezone);
}

const FIXED_OFFSET = /^([+-])(\d{2}):?(\d{2})?$/;

/** How far a time zone is ahead of UTC at an instant, in milliseconds. */
function offsetAt(instant: number, timezone: string): number {
  if (timezone === 'UTC' || timezone === 'GMT' || timezone === 'Z') return 0;
  const fixed = FIXED_OFFSET.exec(timezone);
  if (fixed) {
    const [, sign, hours, minutes = '0'] = fixed;
    const minutesAhead = Number(hours) * 60 + Number(minutes);
    return (sign === '-' ? -1 : 1) * minutesAhead * (MILLISECONDS['minute'] ?? 0);
  }
  const parts = Object.fromEntries(
    formatOf(timezone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  const wall = Date.UTC(year, month - 1, day, hour, minute, second);
  return wall - Math.floor(instant / 1000) * 1000;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timezone: string): Intl.DateTimeFormat {
  const known = formats.get(timezone);
  if (known) return known;
  const format = buildFormat(timezone);
  formats.set(timezone, format);
  return format;
}

function buildFormat(timeZone: string): Intl.DateTimeFormat {
  try {
    const number = 'numeric';
    const fields = { year: number, month: number, day: number, hour: number, minute: number, second: number } as const;
    return new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', ...fields });
  } catch {
    // Intl refuses only names that it does not know.
    throw new StoreError(40485, `unrecognized time zone identifier: "${timeZone}"`);
  }
}
