import { describe, expect, test } from '@jest/globals';
import { HolidayCountry, type HolidayFile } from '../../src/hours/core/holidays.js';
import { loadHolidays } from '../../src/hours/load-holidays.js';

const library = await loadHolidays();
const DAY_MS = 24 * 3600 * 1000;
const YEARS = [2025, 2026, 2027];
const fileOf = (country: HolidayCountry) => library.get(country) as HolidayFile;
const daysOf = (country: HolidayCountry) => fileOf(country).holidays.map(({ day }) => day);
const iso = (at: number) => new Date(at).toISOString().slice(0, 10);
const weekdayOf = (day: string) => new Date(day).getUTCDay();

describe.each(HolidayCountry.options)('the holidays of %s', (country) => {
  const file = fileOf(country);

  test('are in order, each day once, all of years that the file speaks of', () => {
    expect(daysOf(country)).toEqual([...new Set(daysOf(country))].toSorted());
    expect([...new Set(daysOf(country).map((day) => Number(day.slice(0, 4))))]).toEqual(
      file.years.map(({ year }) => year),
    );
    expect(file.years.map(({ year }) => year)).toEqual(YEARS);
  });

  test('say what is missing of a year that is not complete, and only of one', () => {
    for (const { completeness, missing } of file.years) expect(missing.length > 0).toBe(completeness === 'partial');
  });

  test('are not make-up workdays, which are on weekends', () => {
    for (const { day } of file.makeUpDays) {
      expect(daysOf(country)).not.toContain(day);
      expect([0, 6]).toContain(weekdayOf(day));
    }
  });
});

describe("Japan's holidays follow from the law", () => {
  const nthMonday = (year: number, month: number, count: number) => {
    const first = new Date(Date.UTC(year, month - 1, 1)).getUTCDay();
    return iso(Date.UTC(year, month - 1, 1 + ((8 - first) % 7) + 7 * (count - 1)));
  };
  // The usual approximation for 1980 to 2099: the equinox by the tropical year of 365.242194 days, from that of 1980.
  const equinox = (year: number, month: number, of1980: number) => {
    const years = year - 1980;
    return iso(Date.UTC(year, month - 1, Math.floor(of1980 + 0.242194 * years - Math.floor(years / 4))));
  };
  const named = (year: number) => [
    ...['01-01', '02-11', '02-23', '04-29', '05-03', '05-04', '05-05', '08-11', '11-03', '11-23'].map(
      (day) => `${year}-${day}`,
    ),
    nthMonday(year, 1, 2),
    nthMonday(year, 7, 3),
    nthMonday(year, 9, 3),
    nthMonday(year, 10, 2),
    equinox(year, 3, 20.8431),
    equinox(year, 9, 23.2488),
  ];

  test.each(YEARS)('in %i', (year) => {
    const days = new Set(named(year));
    const next = (day: string) => iso(Date.parse(day) + DAY_MS);
    const substitutes = [...days].flatMap((day) => {
      if (weekdayOf(day) !== 0) return [];
      let free = next(day);
      while (days.has(free)) free = next(free);
      return [free];
    });
    const between = [...days].map(next).filter((day) => !days.has(day) && days.has(next(day)) && weekdayOf(day) !== 0);
    const expected = [...new Set([...days, ...substitutes, ...between])].toSorted();
    expect(daysOf('JP').filter((day) => day.startsWith(String(year)))).toEqual(expected);
  });
});

describe("Taiwan's lunar holidays", () => {
  const lunar = new Intl.DateTimeFormat('en-u-ca-chinese', {
    month: 'numeric',
    day: 'numeric',
    timeZone: 'Asia/Taipei',
  });
  const lunarOf = (day: string) => lunar.format(new Date(`${day}T12:00:00+08:00`));
  // In 2027 the new moon comes four minutes before midnight of 6 February; ICU's approximation puts it after.
  const computed = (name: string) => (name === '春節' ? [2025, 2026] : YEARS);
  const called = (name: string) => fileOf('TW').holidays.filter(({ names }) => names['zh-TW'] === name);

  test.each([
    ['端午節', ['5/5']],
    ['中秋節', ['8/15']],
    ['春節', ['1/1', '1/2', '1/3']],
  ])('%s', (name, days) => {
    for (const year of computed(name))
      expect(
        called(name)
          .filter(({ day }) => day.startsWith(String(year)))
          .map(({ day }) => lunarOf(day)),
      ).toEqual(days);
  });

  test('new year’s eve is the day before the first', () => {
    for (const { day } of called('農曆除夕').filter(({ day }) => day < '2027'))
      expect(lunarOf(iso(Date.parse(day) + DAY_MS))).toBe('1/1');
  });
});

test('a day off in place of a holiday is a weekday, in every country', () => {
  for (const country of HolidayCountry.options)
    for (const { day, names } of fileOf(country).holidays)
      if (names.en.includes('(substitute)'))
        expect([country, day, [1, 2, 3, 4, 5].includes(weekdayOf(day))]).toEqual([country, day, true]);
});
