import { describe, expect, test } from '@jest/globals';
import { endOfLocalDay, localDayOf } from '../../src/shared/local-day.js';

describe('the calendar day', () => {
  test.each([
    ['2026-03-01T15:59:59.999Z', 'Asia/Taipei', '2026-03-01'],
    ['2026-03-01T16:00:00.000Z', 'Asia/Taipei', '2026-03-02'],
    ['2026-03-01T04:59:59.999Z', 'America/New_York', '2026-02-28'],
    ['2026-03-01T00:00:00.000Z', 'UTC', '2026-03-01'],
    ['1969-12-31T23:59:59.999Z', 'UTC', '1969-12-31'],
  ])('at %s in %s is %s', (at, timeZone, day) => {
    expect(localDayOf(new Date(at), timeZone)).toBe(day);
  });
});

describe('the end of the day', () => {
  test.each([
    ['3 days later, in Taipei', '2026-03-01T02:00:00Z', 3, 'Asia/Taipei', '2026-03-04T15:59:59.999Z'],
    ['today, in its last millisecond', '2026-03-01T15:59:59.999Z', 0, 'Asia/Taipei', '2026-03-01T15:59:59.999Z'],
    ['across the end of a year', '2026-12-31T10:00:00Z', 1, 'Asia/Tokyo', '2027-01-01T14:59:59.999Z'],
    ['of a day with 23 hours', '2026-03-07T17:00:00Z', 1, 'America/New_York', '2026-03-09T03:59:59.999Z'],
    ['of a day with 25 hours', '2026-10-31T17:00:00Z', 1, 'America/New_York', '2026-11-02T04:59:59.999Z'],
    ['before a day that begins at 1:00', '2026-09-05T12:00:00Z', 0, 'America/Santiago', '2026-09-06T03:59:59.999Z'],
  ])('%s', (_what, at, days, timeZone, expected) => {
    expect(endOfLocalDay(new Date(at), days, timeZone)).toEqual(new Date(expected));
  });
});
