import { expect, test } from '@jest/globals';
import { expiryOf, PointSettings, type Expiry } from '../../../src/points/core/settings.js';

const TAIPEI = 'Asia/Taipei';
const NEW_YORK = 'America/New_York';

// Vectors: how points end, when they were earned, in which zone, from when on they are over.
test.each<[Expiry, string, string, string | null]>([
  [{ kind: 'never' }, '2026-03-01T02:00:00Z', TAIPEI, null],
  [{ kind: 'days', days: 1 }, '2026-03-01T02:00:00Z', TAIPEI, '2026-03-02T16:00:00.000Z'],
  // A second before and after midnight in Taipei are two days.
  [{ kind: 'days', days: 1 }, '2026-03-01T15:59:59Z', TAIPEI, '2026-03-02T16:00:00.000Z'],
  [{ kind: 'days', days: 1 }, '2026-03-01T16:00:00Z', TAIPEI, '2026-03-03T16:00:00.000Z'],
  [{ kind: 'days', days: 30 }, '2026-01-31T02:00:00Z', TAIPEI, '2026-03-02T16:00:00.000Z'],
  // Clocks go forward on 8 March 2026 in New York: midnight is an hour earlier by UTC.
  [{ kind: 'days', days: 7 }, '2026-03-05T17:00:00Z', NEW_YORK, '2026-03-13T04:00:00.000Z'],
  [{ kind: 'yearEnd', yearsAfter: 0 }, '2026-03-01T02:00:00Z', TAIPEI, '2026-12-31T16:00:00.000Z'],
  [{ kind: 'yearEnd', yearsAfter: 1 }, '2026-12-31T15:59:59Z', TAIPEI, '2027-12-31T16:00:00.000Z'],
  [{ kind: 'yearEnd', yearsAfter: 0 }, '2026-12-31T16:00:00Z', TAIPEI, '2027-12-31T16:00:00.000Z'],
  [{ kind: 'date', on: '2026-06-30' }, '2026-06-30T15:59:59Z', TAIPEI, '2026-06-30T16:00:00.000Z'],
  // The day is over: what is earned now has no end.
  [{ kind: 'date', on: '2026-06-30' }, '2026-06-30T16:00:00Z', TAIPEI, null],
])('points that end by %j and were earned at %s in %s are over from %s on', (expiry, at, zone, expected) => {
  expect(expiryOf(expiry, new Date(at), zone)?.toISOString() ?? null).toBe(expected);
});

test('what is no day, or too far away, is refused by name', () => {
  expect(PointSettings.safeParse({ expiry: { kind: 'days', days: 1_096 } }).success).toBe(false);
  expect(PointSettings.safeParse({ expiry: { kind: 'date', on: '2026-02-30' } }).success).toBe(false);
  expect(PointSettings.safeParse({ warnDays: 0 }).success).toBe(false);
  expect(PointSettings.parse({})).toEqual({ expiry: { kind: 'never' }, warnDays: null });
});
