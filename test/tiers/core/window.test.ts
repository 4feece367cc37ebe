import { expect, test } from '@jest/globals';
import type { Window } from '../../../src/tiers/core/program.js';
import { addMonths, endOfGrace, leavesAt } from '../../../src/tiers/core/window.js';

const TAIPEI = 'Asia/Taipei';
const NEW_YORK = 'America/New_York';
const days = (count: number): Window => ({ kind: 'days', days: count });
const months = (count: number): Window => ({ kind: 'months', months: count });
const calendar = (period: 'year' | 'quarter' | 'month'): Window => ({ kind: 'calendar', period });

// Vectors: a window, when something happened, in which zone, from when on it no longer counts.
test.each<[Window, string, string, string]>([
  [days(1), '2026-03-01T02:00:00Z', TAIPEI, '2026-03-01T16:00:00.000Z'],
  [days(30), '2026-03-01T02:00:00Z', TAIPEI, '2026-03-30T16:00:00.000Z'],
  // A second apart, on two days of Taipei.
  [days(30), '2026-03-01T15:59:59Z', TAIPEI, '2026-03-30T16:00:00.000Z'],
  [days(30), '2026-03-01T16:00:00Z', TAIPEI, '2026-03-31T16:00:00.000Z'],
  [days(365), '2024-02-29T02:00:00Z', TAIPEI, '2025-02-27T16:00:00.000Z'],
  [months(1), '2026-01-15T02:00:00Z', TAIPEI, '2026-02-14T16:00:00.000Z'],
  // The 31st, where the later month has none: its last day, the 29th in a leap year.
  [months(1), '2026-01-31T02:00:00Z', TAIPEI, '2026-02-27T16:00:00.000Z'],
  [months(1), '2024-01-31T02:00:00Z', TAIPEI, '2024-02-28T16:00:00.000Z'],
  [months(12), '2024-02-29T02:00:00Z', TAIPEI, '2025-02-27T16:00:00.000Z'],
  [months(3), '2026-11-30T02:00:00Z', TAIPEI, '2027-02-27T16:00:00.000Z'],
  [calendar('year'), '2026-12-31T15:59:59Z', TAIPEI, '2026-12-31T16:00:00.000Z'],
  [calendar('year'), '2026-12-31T16:00:00Z', TAIPEI, '2027-12-31T16:00:00.000Z'],
  [calendar('quarter'), '2026-03-31T15:59:59Z', TAIPEI, '2026-03-31T16:00:00.000Z'],
  [calendar('quarter'), '2026-03-31T16:00:00Z', TAIPEI, '2026-06-30T16:00:00.000Z'],
  [calendar('quarter'), '2026-11-01T00:00:00Z', TAIPEI, '2026-12-31T16:00:00.000Z'],
  [calendar('month'), '2024-02-10T00:00:00Z', TAIPEI, '2024-02-29T16:00:00.000Z'],
  // Clocks go forward on 8 March and back on 1 November 2026 in New York.
  [days(7), '2026-03-05T12:00:00Z', NEW_YORK, '2026-03-12T04:00:00.000Z'],
  [days(7), '2026-10-30T12:00:00Z', NEW_YORK, '2026-11-06T05:00:00.000Z'],
  [days(1), '2026-03-08T04:59:59Z', NEW_YORK, '2026-03-08T05:00:00.000Z'],
  [days(1), '2026-03-08T05:00:00Z', NEW_YORK, '2026-03-09T04:00:00.000Z'],
  [calendar('month'), '2026-03-20T12:00:00Z', NEW_YORK, '2026-04-01T04:00:00.000Z'],
])('in a window of %j, what happened at %s in %s leaves at %s', (window, at, zone, expected) => {
  expect(leavesAt(window, new Date(at), zone).toISOString()).toBe(expected);
});

test.each<[string, number, string, string]>([
  ['2026-03-30T16:00:00Z', 0, TAIPEI, '2026-03-30T16:00:00.000Z'],
  // Below with the midnight that begins the 31st: through the 7th of April.
  ['2026-03-30T16:00:00Z', 7, TAIPEI, '2026-04-06T16:00:00.000Z'],
  // Below by a refund at noon: seven whole days after that one.
  ['2026-03-31T04:00:00Z', 7, TAIPEI, '2026-04-07T16:00:00.000Z'],
  ['2026-03-31T04:00:00Z', 0, TAIPEI, '2026-03-31T04:00:00.000Z'],
  ['2026-03-07T05:00:00Z', 2, NEW_YORK, '2026-03-09T04:00:00.000Z'],
])('who falls below at %s with %i days of grace in %s falls at %s', (at, graceDays, zone, expected) => {
  expect(endOfGrace(new Date(at), graceDays, zone).toISOString()).toBe(expected);
});

test.each([
  ['2026-01-31', 1, '2026-02-28'],
  ['2026-12-31', 2, '2027-02-28'],
  ['2024-12-31', 14, '2026-02-28'],
  ['2026-05-15', 36, '2029-05-15'],
])('%s and %i months is %s', (day, count, expected) => {
  expect(addMonths(day, count)).toBe(expected);
});
