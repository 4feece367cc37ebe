import { describe, expect, test } from '@jest/globals';
import { Calendar } from '../../../src/hours/core/calendar.js';
import { aCalendar, daily, frames } from '../a-calendar.js';

describe('a calendar', () => {
  test('may have several frames a day, until midnight', () => {
    expect(aCalendar({ week: daily('00:00-02:00', '02:00-03:00', '22:00-24:00') }).week.monday).toHaveLength(3);
  });

  const never = { ...daily(), sunday: [] };
  test.each([
    ['that is never open', { week: never }, 'week', 'open for 0 minutes'],
    ['that is open for less than an hour a week', { week: { ...never, monday: frames('09:00-09:59') } }, 'week', '59'],
    [
      'with frames that overlap',
      { week: { ...daily(), monday: frames('09:00-12:00', '11:59-13:00') } },
      'week.monday.1',
      '11:59',
    ],
    ['with frames in the wrong order', { week: daily('13:00-14:00', '09:00-12:00') }, 'week.sunday.1', 'follow'],
    ['with a frame over midnight', { week: daily('22:00-02:00') }, 'week.sunday.0', 'after 24:00'],
    ['with an empty frame', { week: daily('09:00-09:00') }, 'week.sunday.0', 'end after it begins'],
    ['with a time past midnight', { week: daily('09:00-24:30') }, 'week.sunday.0.to', '24:00'],
    ['in an unknown time zone', { timeZone: 'Asia/Nowhere' }, 'timeZone', 'Asia/Taipei'],
    ['with a day that there is not', { closedDays: [{ day: '2026-02-30' }] }, 'closedDays.0.day', ''],
    ['with a day twice', { closedDays: [{ day: '2026-02-03' }, { day: '2026-02-03' }] }, 'closedDays', 'twice'],
    [
      'with a day both open and closed',
      { closedDays: [{ day: '2026-02-03' }], openDays: [{ day: '2026-02-03', frames: frames('09:00-10:00') }] },
      'openDays',
      '2026-02-03',
    ],
    ['with holidays of a country that is not shipped', { holidays: [{ country: 'US' }] }, 'holidays.0.country', 'TW'],
  ])('%s is refused', (_what, changes, path, said) => {
    const [issue] = Calendar.safeParse({ ...aCalendar(), ...changes }).error?.issues ?? [];
    expect(issue?.path.join('.')).toBe(path);
    expect(issue?.message).toContain(said);
  });
});
