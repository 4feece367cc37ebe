import { expect, test } from '@jest/globals';
import { Schedule } from '../../../src/campaigns/core/campaign.js';
import { firstTimeOf } from '../../../src/campaigns/core/schedule.js';
import { whereHasPassed } from '../../../src/shared/local-day.js';

const ZONE = 'Asia/Taipei';
const now = new Date('2026-03-04T02:00:00Z'); // Wednesday, 10:00 in Taipei
const first = (schedule: object) => firstTimeOf(Schedule.parse(schedule), now, ZONE)?.toISOString() ?? null;
const recurring = (rest: object) => first({ kind: 'recurring', every: 'day', at: '09:30', ...rest });

test.each([
  ['an instant is that instant', first({ kind: 'at', at: '2026-03-05T00:00:00Z' }), '2026-03-05T00:00:00.000Z'],
  [
    'a local time begins where a day begins first',
    first({ kind: 'localTime', at: '2026-03-05T09:00' }),
    '2026-03-04T19:00:00.000Z',
  ],
  ['a daily time that is over today is tomorrow', recurring({}), '2026-03-05T01:30:00.000Z'],
  ['a daily time yet to come is today', recurring({ at: '10:30' }), '2026-03-04T02:30:00.000Z'],
  ['the minute itself is over', recurring({ at: '10:00' }), '2026-03-05T02:00:00.000Z'],
  ['a weekday that is over is next week', recurring({ every: 'week', weekday: 3 }), '2026-03-11T01:30:00.000Z'],
  ['a weekday to come is this week', recurring({ every: 'week', weekday: 7 }), '2026-03-08T01:30:00.000Z'],
  ['a day of the month that is over is next month', recurring({ every: 'month', day: 3 }), '2026-04-03T01:30:00.000Z'],
  ['the last day that every month has', recurring({ every: 'month', day: 28 }), '2026-03-28T01:30:00.000Z'],
  ['on its last day it still comes', recurring({ until: '2026-03-05' }), '2026-03-05T01:30:00.000Z'],
  ['after its last day it does not', recurring({ until: '2026-03-04' }), null],
])('%s', (_promise, at, expected) => {
  expect(at).toBe(expected);
});

test('a time that clocks skip comes as long after the skip as it was to come after its beginning', () => {
  const schedule = Schedule.parse({ kind: 'recurring', every: 'day', at: '02:30' });
  const before = new Date('2026-03-29T00:00:00Z'); // clocks in Berlin go from 02:00 to 03:00 at 01:00 UTC
  expect(firstTimeOf(schedule, before, 'Europe/Berlin')?.toISOString()).toBe('2026-03-29T01:30:00.000Z');
});

test.each([
  ['2026-03-04T16:01', 'nowhere'], // in a minute in the first zone
  ['2026-03-04T16:00', 'somewhere'],
  ['2026-03-03T14:01', 'somewhere'], // in a minute in the last zone
  ['2026-03-03T14:00', 'everywhere'],
  ['2025-03-04T16:00', 'everywhere'],
])('clocks have shown %s %s', (localTime, where) => {
  expect(whereHasPassed(localTime, now)).toBe(where);
});
