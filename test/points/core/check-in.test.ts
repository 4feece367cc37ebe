import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  CheckInProgram,
  decideCheckIn,
  isCheckIn,
  rewardOf,
  streakAt,
  type CheckIn,
} from '../../../src/points/core/check-in.js';

const TAIPEI = 'Asia/Taipei';
const AUCKLAND = 'Pacific/Auckland';
const PAGO = 'Pacific/Pago_Pago';
const KIRITIMATI = 'Pacific/Kiritimati';
const NEW_YORK = 'America/New_York';

/** Check-ins in this order; what each came to, `-` for none. */
function streaks(...taps: [at: string, zone: string][]): string {
  let last: CheckIn | null = null;
  return taps
    .map(([at, zone]) => {
      const claim = decideCheckIn(last, new Date(at), zone);
      last = claim ?? last;
      return claim ? String(claim.streak) : '-';
    })
    .join(' ');
}

test.each<[string, [string, string][], string]>([
  [
    'two taps on a day are one',
    [
      ['2026-03-01T02:00:00Z', TAIPEI],
      ['2026-03-01T02:00:01Z', TAIPEI],
    ],
    '1 -',
  ],
  [
    'a minute before and after midnight are two',
    [
      ['2026-03-01T15:59:00Z', TAIPEI],
      ['2026-03-01T16:01:00Z', TAIPEI],
    ],
    '1 2',
  ],
  [
    'a missed day begins anew',
    [
      ['2026-03-01T02:00:00Z', TAIPEI],
      ['2026-03-03T02:00:00Z', TAIPEI],
    ],
    '1 1',
  ],
  [
    'a day of 23 hours is a day',
    [
      ['2026-03-08T04:59:00Z', NEW_YORK],
      ['2026-03-08T05:01:00Z', NEW_YORK],
      ['2026-03-09T04:01:00Z', NEW_YORK],
    ],
    '1 2 3',
  ],
  [
    'a day of 25 hours is one too',
    [
      ['2026-11-01T04:01:00Z', NEW_YORK],
      ['2026-11-02T04:59:00Z', NEW_YORK],
      ['2026-11-02T05:01:00Z', NEW_YORK],
    ],
    '1 - 2',
  ],
  // At noon in Taipei it is the next day in Kiritimati, and still the day before in Pago Pago.
  [
    'a zone further on gives no second one',
    [
      ['2026-03-01T15:00:00Z', TAIPEI],
      ['2026-03-01T15:01:00Z', AUCKLAND],
    ],
    '1 -',
  ],
  [
    'nor does one further back and back again',
    [
      ['2026-03-01T02:00:00Z', TAIPEI],
      ['2026-03-01T03:00:00Z', PAGO],
      ['2026-03-01T04:00:00Z', KIRITIMATI],
      ['2026-03-01T16:01:00Z', TAIPEI],
    ],
    '1 - - 2',
  ],
  [
    'who flies east keeps the streak',
    [
      ['2026-03-02T01:00:00Z', NEW_YORK],
      ['2026-03-03T02:00:00Z', TAIPEI],
    ],
    '1 2',
  ],
  [
    'who flies west keeps it too',
    [
      ['2026-03-02T02:00:00Z', TAIPEI],
      ['2026-03-03T15:00:00Z', NEW_YORK],
    ],
    '1 2',
  ],
  [
    'a tap that arrives late, from a day before the last, is none',
    [
      ['2026-03-02T02:00:00Z', TAIPEI],
      ['2026-03-01T02:00:00Z', TAIPEI],
    ],
    '1 -',
  ],
])('%s', (_promise, taps, expected) => {
  expect(streaks(...taps)).toBe(expected);
});

test('no way of changing zones gives more check-ins than days went by, but for two', () => {
  const zones = fc.constantFrom(TAIPEI, AUCKLAND, PAGO, KIRITIMATI, NEW_YORK, 'UTC');
  const taps = fc.array(fc.tuple(fc.integer({ min: 1, max: 600 }), zones), { minLength: 1, maxLength: 120 });
  fc.assert(
    fc.property(taps, (given) => {
      let minutes = 0;
      let last: CheckIn | null = null;
      let claims = 0;
      for (const [wait, zone] of given) {
        minutes += wait;
        const claim = decideCheckIn(last, new Date(Date.UTC(2026, 2, 1) + minutes * 60_000), zone);
        if (!claim) continue;
        claims += 1;
        last = claim;
      }
      expect(claims).toBeLessThanOrEqual(Math.ceil(minutes / 1_440) + 2);
    }),
  );
});

test('the streak stands until the day after is over', () => {
  const last = { day: '2026-03-01', zone: TAIPEI, streak: 4 };
  const at = (time: string) => streakAt(last, new Date(time), TAIPEI);
  expect([at('2026-03-01T02:00:00Z'), at('2026-03-02T15:59:59Z'), at('2026-03-02T16:00:00Z')]).toEqual([4, 4, 0]);
  expect(streakAt(null, new Date(), TAIPEI)).toBe(0);
});

test('rewards climb, then begin again or stay, and a streak can bring more', () => {
  const program = CheckInProgram.parse({ isEnabled: true, rewards: [1, 2, 5], bonuses: [{ streak: 7, points: 50 }] });
  const points = (given: CheckInProgram) => [1, 2, 3, 4, 7, 8].map((streak) => rewardOf(given, streak).points);
  expect(points(program)).toEqual([1, 2, 5, 1, 51, 2]);
  expect(points({ ...program, afterwards: 'stay' })).toEqual([1, 2, 5, 5, 55, 5]);
});

test('a program that gives nothing, or two bonuses for one streak, is refused', () => {
  const program = { isEnabled: true, rewards: [1] };
  expect(CheckInProgram.safeParse({ ...program, rewards: [] }).success).toBe(false);
  expect(CheckInProgram.safeParse({ ...program, rewards: [0] }).success).toBe(false);
  const bonuses = [
    { streak: 7, points: 1 },
    { streak: 7, points: 2 },
  ];
  expect(CheckInProgram.safeParse({ ...program, bonuses }).success).toBe(false);
});

test.each([
  ['action=check-in', true],
  ['action=check-in&from=menu', true],
  ['action=check-out', false],
  ['check-in', false],
])('the postback %s checks in: %s', (data, expected) => {
  expect(isCheckIn(data)).toBe(expected);
});
