import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { Calendar, WEEKDAYS } from '../../../src/hours/core/calendar.js';
import { openingHours, type OpeningHours } from '../../../src/hours/core/opening-hours.js';
import { localDayOf, localTimeOf } from '../../../src/shared/local-day.js';
import { aCalendar, daily, frames, someHolidays } from '../a-calendar.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const at = (text: string) => new Date(text);
const open = (changes: Partial<Calendar> = {}) => openingHours(aCalendar(changes), someHolidays);

describe('whether it is open', () => {
  // 2026-03-02 is a Monday; Taipei is 8 hours ahead of UTC.
  test.each([
    ['2026-03-02T08:59:59.999+08:00', false],
    ['2026-03-02T09:00:00+08:00', true],
    ['2026-03-02T12:29:59.999+08:00', true],
    ['2026-03-02T12:30:00+08:00', false],
    ['2026-03-02T13:30:00+08:00', true],
    ['2026-03-02T18:00:00+08:00', false],
    ['2026-03-07T10:00:00+08:00', false],
  ])('at %s: %s', (moment, expected) => {
    expect(open().isOpenAt(at(moment))).toBe(expected);
  });

  test.each([
    ['a holiday closes', '2025-01-01T10:00:00+08:00', {}, false],
    ['a Saturday is worked like the Monday that it stands for', '2025-02-08T10:00:00+08:00', {}, true],
    ['or not, where the calendar says so', '2025-02-08T10:00:00+08:00', { worksMakeUpDays: false }, false],
  ])('%s', (_promise, moment, change, expected) => {
    const holidays = [{ country: 'TW' as const, worksMakeUpDays: true, ...change }];
    expect(open({ holidays }).isOpenAt(at(moment))).toBe(expected);
  });

  test('an opening of that day outdoes a holiday, and has its own hours', () => {
    const holidays = [{ country: 'TW' as const, worksMakeUpDays: true }];
    const hours = open({ holidays, openDays: [{ day: '2025-01-01', frames: frames('20:00-24:00'), name: 'Party' }] });
    expect(
      ['10:00', '19:59', '20:00', '23:59'].map((time) => hours.isOpenAt(at(`2025-01-01T${time}:00+08:00`))),
    ).toEqual([false, false, true, true]);
    expect(hours.isOpenAt(at('2025-01-02T00:00:00+08:00'))).toBe(false);
  });

  test('a closed day of its own outdoes a make-up workday', () => {
    const holidays = [{ country: 'TW' as const, worksMakeUpDays: true }];
    const hours = open({ holidays, closedDays: [{ day: '2025-02-08', name: '' }] });
    expect(hours.isOpenAt(at('2025-02-08T10:00:00+08:00'))).toBe(false);
  });
});

describe('the next opening', () => {
  test.each([
    ['during lunch', '2026-03-02T12:45:00+08:00', '2026-03-02T13:30:00+08:00'],
    ['in the morning', '2026-03-02T08:00:00+08:00', '2026-03-02T09:00:00+08:00'],
    ['while open, is the one after', '2026-03-02T09:00:00+08:00', '2026-03-02T13:30:00+08:00'],
    ['on Friday night, is on Monday', '2026-03-06T18:00:00+08:00', '2026-03-09T09:00:00+08:00'],
    ['over the end of a year', '2025-12-31T23:00:00+08:00', '2026-01-01T09:00:00+08:00'],
    ['before a holiday', '2024-12-31T20:00:00+08:00', '2025-01-02T09:00:00+08:00'],
  ])('%s', (_when, moment, expected) => {
    const holidays = [{ country: 'TW' as const, worksMakeUpDays: false }];
    expect(open({ holidays }).nextOpeningAfter(at(moment))).toEqual(at(expected));
  });

  test('a night shift over midnight is one opening', () => {
    const hours = open({ week: { ...daily('00:00-02:00', '22:00-24:00') } });
    const evening = at('2026-03-02T23:00:00+08:00');
    expect(hours.nextOpeningAfter(evening)).toEqual(at('2026-03-03T22:00:00+08:00'));
    expect(hours.nextClosingAfter(evening)).toEqual(at('2026-03-03T02:00:00+08:00'));
    expect(hours.nextClosingAfter(at('2025-12-31T23:00:00+08:00'))).toEqual(at('2026-01-01T02:00:00+08:00'));
  });

  test('what never closes neither opens nor closes', () => {
    const hours = open({ week: daily('00:00-24:00') });
    expect(hours.isOpenAt(at('2026-03-02T00:00:00+08:00'))).toBe(true);
    expect(hours.nextOpeningAfter(at('2026-03-02T00:00:00Z'))).toBeNull();
    expect(hours.nextClosingAfter(at('2026-03-02T00:00:00Z'))).toBeNull();
  });

  test('everybody who writes in one closed stretch is in the same one', () => {
    const stretch = { since: at('2026-03-06T18:00:00+08:00'), until: at('2026-03-09T09:00:00+08:00') };
    for (const moment of ['2026-03-06T18:00:00+08:00', '2026-03-08T03:00:00+08:00', '2026-03-09T08:59:59.999+08:00'])
      expect(open().closedStretchAt(at(moment))).toEqual(stretch);
    expect(open().closedStretchAt(at('2026-03-09T09:00:00+08:00'))).toBeNull();
  });
});

describe('open time', () => {
  test.each([
    ['within a frame', '2026-03-02T09:10:00+08:00', '2026-03-02T09:40:00+08:00', 30],
    ['over lunch', '2026-03-02T12:00:00+08:00', '2026-03-02T14:00:00+08:00', 60],
    ['a day', '2026-03-02T00:00:00+08:00', '2026-03-03T00:00:00+08:00', 480],
    ['over a weekend', '2026-03-06T17:00:00+08:00', '2026-03-09T10:00:00+08:00', 120],
    ['a week', '2026-03-02T00:00:00+08:00', '2026-03-09T00:00:00+08:00', 2_400],
    [
      'the year 2025, with 261 weekdays, two of them holidays',
      '2025-01-01T00:00:00+08:00',
      '2026-01-01T00:00:00+08:00',
      259 * 480,
    ],
    ['backwards', '2026-03-03T10:00:00+08:00', '2026-03-02T10:00:00+08:00', 0],
  ])('%s', (_what, from, to, minutes) => {
    const holidays = [{ country: 'TW' as const, worksMakeUpDays: false }];
    expect(open({ holidays }).businessMsBetween(at(from), at(to)) / MINUTE).toBe(minutes);
  });

  test.each([
    ['from before opening', '2026-03-02T07:00:00+08:00', 30, '2026-03-02T09:30:00+08:00'],
    ['over lunch', '2026-03-02T12:00:00+08:00', 60, '2026-03-02T14:00:00+08:00'],
    ['until just the end of a frame', '2026-03-02T12:00:00+08:00', 30, '2026-03-02T12:30:00+08:00'],
    ['over a weekend', '2026-03-06T17:00:00+08:00', 120, '2026-03-09T10:00:00+08:00'],
    ['five days', '2026-03-02T09:00:00+08:00', 2_400, '2026-03-06T18:00:00+08:00'],
    ['nothing', '2026-03-07T12:00:00+08:00', 0, '2026-03-07T12:00:00+08:00'],
  ])('is added %s', (_how, from, minutes, expected) => {
    expect(open().addBusinessMs(at(from), minutes * MINUTE)).toEqual(at(expected));
  });

  test('refuses what is no time or takes more than 30 years', () => {
    expect(() => open().addBusinessMs(at('2026-03-02T07:00:00Z'), -1)).toThrow(RangeError);
    expect(() => open().addBusinessMs(at('2026-03-02T07:00:00Z'), NaN)).toThrow(RangeError);
    expect(() => open().addBusinessMs(at('2026-03-02T07:00:00Z'), 31 * 366 * 24 * HOUR)).toThrow('30 years');
    expect(() => open().isOpenAt(at('0001-01-01T00:00:00Z'))).toThrow(RangeError);
  });
});

describe('when clocks change', () => {
  const hoursOf = (timeZone: string, ...frame: string[]) => open({ timeZone, week: daily(...frame) });
  const onDay = (hours: OpeningHours, from: string, to: string) => hours.businessMsBetween(at(from), at(to)) / HOUR;

  // New York goes from 02:00 to 03:00 on 2026-03-08, and from 02:00 back to 01:00 on 2026-11-01.
  test.each([
    ['a whole day', ['00:00-24:00'], 23, 25],
    ['a frame around the change', ['01:00-04:00'], 2, 4],
    ['a frame that is skipped', ['02:00-03:00'], 0, 1],
    ['a frame that ends where clocks skip', ['01:00-02:30'], 1, 2.5],
    ['a frame that begins where clocks skip', ['02:30-04:00'], 1, 1.5],
    ['a frame of times that clocks show twice', ['01:00-02:00'], 1, 2],
    ['two that meet in the hour that clocks show twice', ['01:00-01:30', '01:30-02:00'], 1, 2],
    ['a day at noon', ['09:00-17:00'], 8, 8],
  ])('%s in New York', (_what, frame, spring, autumn) => {
    const hours = hoursOf('America/New_York', ...frame);
    expect(onDay(hours, '2026-03-08T00:00:00-05:00', '2026-03-09T00:00:00-04:00')).toBe(spring);
    expect(onDay(hours, '2026-11-01T00:00:00-04:00', '2026-11-02T00:00:00-05:00')).toBe(autumn);
  });

  test('in London, on the days before and after too', () => {
    const hours = hoursOf('Europe/London', '09:00-17:00'); // clocks change on 2026-03-29 and 2026-10-25
    expect(hours.nextOpeningAfter(at('2026-03-28T20:00:00Z'))).toEqual(at('2026-03-29T08:00:00Z'));
    expect(hours.nextOpeningAfter(at('2026-03-27T20:00:00Z'))).toEqual(at('2026-03-28T09:00:00Z'));
    expect(hours.nextOpeningAfter(at('2026-10-24T20:00:00Z'))).toEqual(at('2026-10-25T09:00:00Z'));
    expect(hours.nextOpeningAfter(at('2026-10-23T20:00:00Z'))).toEqual(at('2026-10-24T08:00:00Z'));
  });

  test('where a whole day was left out', () => {
    const hours = hoursOf('Pacific/Apia', '09:00-17:00'); // there was no 2011-12-30
    expect(onDay(hours, '2011-12-29T00:00:00-10:00', '2012-01-01T00:00:00+14:00')).toBe(16);
  });
});

const ZONES = [
  'Asia/Taipei',
  'Asia/Kolkata',
  'America/New_York',
  'Europe/London',
  'Australia/Lord_Howe',
  'Pacific/Apia',
];
const instant = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2028, 0, 1) }).map((moment) => new Date(moment));
const someFrames = fc.uniqueArray(fc.integer({ min: 0, max: 96 }), { minLength: 0, maxLength: 8 }).map((quarters) => {
  const sorted = quarters.toSorted((one, other) => one - other);
  const time = (quarter: number) =>
    `${String(Math.floor(quarter / 4)).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`;
  return Array.from({ length: Math.floor(sorted.length / 2) }, (_none, index) => ({
    from: time(sorted[index * 2] ?? 0),
    to: time(sorted[index * 2 + 1] ?? 0),
  }));
});
const calendar = fc
  .record({
    timeZone: fc.constantFrom(...ZONES),
    week: fc.record(Object.fromEntries(WEEKDAYS.map((day) => [day, someFrames]))),
    closedDays: fc.constantFrom([], [{ day: '2026-03-08' }, { day: '2026-11-02' }]),
  })
  .map((given) => Calendar.safeParse({ name: 'Any', ...given }).data)
  .filter((parsed) => parsed !== undefined);

describe('of any calendar', () => {
  test('added open time measures the same, and the moment before less', () => {
    fc.assert(
      fc.property(calendar, instant, fc.integer({ min: 1, max: 400 * HOUR }), (given, from, ms) => {
        const hours = openingHours(given, new Map());
        const end = hours.addBusinessMs(from, ms);
        expect(hours.businessMsBetween(from, end)).toBe(ms);
        expect(hours.businessMsBetween(from, new Date(end.getTime() - 1))).toBe(ms - 1);
      }),
    );
  });

  test('the parts of an interval add up', () => {
    fc.assert(
      fc.property(calendar, instant, instant, instant, (given, ...moments) => {
        const [from, middle, to] = moments.toSorted((one, other) => one.getTime() - other.getTime()) as [
          Date,
          Date,
          Date,
        ];
        const hours = openingHours(given, new Map());
        expect(hours.businessMsBetween(from, middle) + hours.businessMsBetween(middle, to)).toBe(
          hours.businessMsBetween(from, to),
        );
      }),
    );
  });

  test('it is closed until the next opening, and open from then until the next closing', () => {
    fc.assert(
      fc.property(calendar, instant, (given, moment) => {
        const hours = openingHours(given, new Map());
        const opening = hours.nextOpeningAfter(moment);
        if (opening === null) return;
        expect([hours.isOpenAt(opening), hours.isOpenAt(new Date(opening.getTime() - 1))]).toEqual([true, false]);
        if (!hours.isOpenAt(moment)) expect(hours.businessMsBetween(moment, opening)).toBe(0);
        const closing = hours.nextClosingAfter(opening);
        if (closing) expect(hours.businessMsBetween(opening, closing)).toBe(closing.getTime() - opening.getTime());
      }),
    );
  });

  test('it is open when clocks show a time within a frame, but for hours that clocks show twice', () => {
    fc.assert(
      fc.property(calendar, instant, (given, moment) => {
        const around = [-3, 3].map((hours) => localTimeOf(new Date(moment.getTime() + hours * HOUR), given.timeZone));
        const [before = '', after = ''] = around.map((time) => time.slice(3));
        const isCalm = before === after && clockHours(moment, given.timeZone) === 6;
        if (!isCalm) return;
        const day = localDayOf(moment, given.timeZone);
        const weekday = WEEKDAYS[new Date(day).getUTCDay()] ?? 'sunday';
        const time = localTimeOf(moment, given.timeZone);
        const isClosed = given.closedDays.some((closed) => closed.day === day);
        const expected = !isClosed && given.week[weekday].some(({ from, to }) => from <= time && time < to);
        expect(openingHours(given, new Map()).isOpenAt(moment)).toBe(expected);
      }),
      { numRuns: 300 },
    );
  });
});

/** How far clocks go forward from three hours before an instant until three hours after it. */
function clockHours(moment: Date, timeZone: string): number {
  const wall = (instant: number) => {
    const shown = new Date(instant);
    return Date.parse(`${localDayOf(shown, timeZone)}T${localTimeOf(shown, timeZone)}:00Z`);
  };
  const [before, after] = [-3, 3].map((hours) => wall(moment.getTime() + hours * HOUR)) as [number, number];
  return (after - before) / HOUR;
}
