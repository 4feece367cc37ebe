import type { HolidayFile, HolidayLibrary } from '../../src/hours/core/holidays.js';
import { Calendar, WEEKDAYS, type Frame } from '../../src/hours/core/calendar.js';

export const frames = (...texts: string[]): Frame[] =>
  texts.map((text) => {
    const [from = '', to = ''] = text.split('-');
    return { from, to };
  });

const SHIFTS = frames('09:00-12:30', '13:30-18:00');

/** Monday to Friday from 9 to 12:30 and from 13:30 to 18, eight hours a day, in Taipei. */
export function aCalendar(changes: Partial<Calendar> = {}): Calendar {
  const week = Object.fromEntries(
    WEEKDAYS.map((day) => [day, day === 'saturday' || day === 'sunday' ? [] : SHIFTS]),
  ) as Calendar['week'];
  return Calendar.parse({ name: 'Support', timeZone: 'Asia/Taipei', week, ...changes });
}

/** The same frames on each day of the week. */
export const daily = (...texts: string[]): Calendar['week'] =>
  Object.fromEntries(WEEKDAYS.map((day) => [day, frames(...texts)])) as Calendar['week'];

const names = { 'zh-TW': '假', ja: '休', en: 'Off', th: 'หยุด' };

/** Taiwan with two holidays and a Saturday that is worked like a Monday. */
export const someHolidays: HolidayLibrary = new Map([
  [
    'TW',
    {
      country: 'TW',
      authority: 'the test',
      asOf: '2025-01-01',
      years: [],
      holidays: ['2025-01-01', '2025-01-27'].map((day) => ({ day, names, standing: 'official' })),
      makeUpDays: [{ day: '2025-02-08', worksLike: 'monday', names, standing: 'official' }],
    } satisfies HolidayFile,
  ],
]);
