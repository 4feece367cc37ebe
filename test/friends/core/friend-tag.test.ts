import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  decayKey,
  decayKeyThreshold,
  fallsBelowAt,
  fallsToAt,
  intensityAt,
  isActive,
  isAtLeast,
  isAtMost,
  keptFrom,
  levelAt,
  levelHeld,
  nextLeavingAt,
  sumWithin,
  type Fading,
} from '../../../src/friends/core/friend-tag.js';
import { after, aTag, DAY_MS, daysAfter, halfLife, START } from '../a-friend.js';

test('a tag that ended is of no level, whatever it was last seen at', () => {
  const tag = aTag({ v: 10, level: 'L2', expiresAt: daysAfter(3) });
  expect([after(-1, daysAfter(3)), daysAfter(3)].map((now) => levelHeld(tag, now))).toEqual(['L2', null]);
});

const NONE = { kind: 'none' } as const;
const ROUNDING = 1e-9; // share of the threshold within which only rounding decides

const halfLives = fc.oneof(
  fc.constantFrom(0.5, 1, 7, 14, 30, 3_650),
  fc.double({ min: 0.01, max: 3_650, noNaN: true }),
);
const strength = fc.oneof(fc.constantFrom(1, 2.5, 3, 6, 10, 999), fc.double({ min: 0.001, max: 1e6, noNaN: true }));
const elapsed = fc.integer({ min: 0, max: 400 * DAY_MS });
const decaying = fc
  .record({ v: strength, fading: halfLives.map(halfLife), age: elapsed })
  .map(({ age, ...rest }) => aTag({ ...rest, vAt: after(-age) }));

describe('intensity', () => {
  test.each([
    ['at the start', 0, 10],
    ['after one half-life', 14, 5],
    ['after two half-lives', 28, 2.5],
    ['after three half-lives', 42, 1.25],
  ])('with a half-life of 14 days, 10 is %s: day %i, %d', (_when, days, expected) => {
    expect(intensityAt(aTag({ v: 10, fading: halfLife(14) }), daysAfter(days))).toBe(expected);
  });

  test('stays without a half-life', () => {
    expect(intensityAt(aTag({ v: 3 }), daysAfter(3_650))).toBe(3);
  });

  test('never grows with time', () => {
    fc.assert(
      fc.property(decaying, elapsed, elapsed, (tag, one, other) => {
        const [earlier, later] = [Math.min(one, other), Math.max(one, other)];
        const before = intensityAt(tag, after(earlier));
        expect(intensityAt(tag, after(later))).toBeLessThanOrEqual(before * (1 + ROUNDING));
      }),
    );
  });
});

describe('a tag is active', () => {
  test.each([
    ['for ever when nothing ends it', null, 3_650 * DAY_MS, true],
    ['in the last millisecond', daysAfter(1), DAY_MS - 1, true],
    ['no longer at the very instant of its end', daysAfter(1), DAY_MS, false],
  ])('%s', (_promise, activeUntil, ms, expected) => {
    expect(isActive({ activeUntil }, after(ms))).toBe(expected);
  });
});

describe('the decay key', () => {
  test('is missing where there is no intensity', () => {
    expect(decayKey(0, START, halfLife(14))).toBeNull();
    expect(decayKey(0, START, NONE)).toBeNull();
  });

  test('is the logarithm alone without a half-life, so that time does not matter', () => {
    expect(decayKey(8, START, NONE)).toBe(3);
    expect(decayKeyThreshold(8, daysAfter(99), NONE)).toBe(3);
  });

  test('is the same for a tag and for what is left of it later', () => {
    fc.assert(
      fc.property(decaying, elapsed, (tag, ms) => {
        const left = intensityAt(tag, after(ms));
        fc.pre(left > 1e-300);
        expect(decayKey(left, after(ms), tag.fading)).toBeCloseTo(tag.k ?? Number.NaN, 6);
      }),
    );
  });

  test('compares as the intensities do, whatever the values and times', () => {
    fc.assert(
      fc.property(decaying, strength, elapsed, (tag, threshold, ms) => {
        const left = intensityAt(tag, after(ms));
        fc.pre(Math.abs(left / threshold - 1) > ROUNDING);
        expect(isAtLeast(tag, threshold, after(ms))).toBe(left >= threshold);
        expect(isAtMost(tag, threshold, after(ms))).toBe(left <= threshold);
      }),
    );
  });

  test('orders friends by their intensity at any one time', () => {
    fc.assert(
      fc.property(halfLives.map(halfLife), strength, strength, elapsed, elapsed, (fading, v, other, age, otherAge) => {
        const one = aTag({ v, fading, vAt: after(-age) });
        const two = aTag({ v: other, fading, vAt: after(-otherAge) });
        const [left, otherLeft] = [intensityAt(one, START), intensityAt(two, START)];
        fc.pre(otherLeft > 1e-300 && Math.abs(left / otherLeft - 1) > ROUNDING);
        expect((one.k ?? 0) > (two.k ?? 0)).toBe(left > otherLeft);
      }),
    );
  });
});

describe('a tag without intensity', () => {
  const nothing = aTag({ v: 0, fading: halfLife(14) });
  test('is below every threshold', () => {
    expect(isAtLeast(nothing, 0.001, START)).toBe(false);
    expect(isAtMost(nothing, 0.001, START)).toBe(true);
  });
  test('falls nowhere', () => {
    expect(fallsBelowAt(nothing, 1)).toBeNull();
    expect(fallsToAt(nothing, 1)).toBeNull();
  });
});

describe('the time at which intensity is lost', () => {
  test('is one millisecond after it equals the threshold for "at least", and that millisecond for "at most"', () => {
    const tag = aTag({ v: 8, vAt: new Date(0), fading: halfLife(1) });
    expect(fallsBelowAt(tag, 4)).toEqual(new Date(DAY_MS + 1));
    expect(fallsToAt(tag, 4)).toEqual(new Date(DAY_MS));
  });

  test('of 10 with a half-life of 14 days, below level 6: after 10.32 days', () => {
    const at = fallsBelowAt(aTag({ v: 10, fading: halfLife(14) }), 6);
    expect((Number(at) - START.getTime()) / DAY_MS).toBeCloseTo(14 * Math.log2(10 / 6), 7);
    expect(at).toEqual(new Date('2026-03-11T09:37:13.583Z'));
  });

  test('lies in the past for what is below already', () => {
    expect(fallsBelowAt(aTag({ v: 3, fading: halfLife(14) }), 6)).toEqual(daysAfter(-14, after(1)));
  });

  test.each([
    ['a tag that does not decay', aTag({ v: 10 }), 6],
    ['a threshold of 0', aTag({ v: 10, fading: halfLife(14) }), 0],
    ['a threshold below 0', aTag({ v: 10, fading: halfLife(14) }), -1],
  ])('is never for %s', (_what, tag, threshold) => {
    expect(fallsBelowAt(tag, threshold)).toBeNull();
    expect(fallsToAt(tag, threshold)).toBeNull();
  });

  test('is the first millisecond at which the comparison says so', () => {
    const own = fc.tuple(decaying, elapsed).map(([tag, ms]) => [tag, intensityAt(tag, after(ms))] as const);
    const any = fc.tuple(decaying, strength);
    fc.assert(
      fc.property(fc.oneof(own, any), ([tag, threshold]) => {
        fc.pre(threshold > 1e-300);
        const below = Number(fallsBelowAt(tag, threshold));
        expect(isAtLeast(tag, threshold, new Date(below - 1))).toBe(true);
        expect(isAtLeast(tag, threshold, new Date(below))).toBe(false);
        const reached = Number(fallsToAt(tag, threshold));
        expect(isAtMost(tag, threshold, new Date(reached - 1))).toBe(false);
        expect(isAtMost(tag, threshold, new Date(reached))).toBe(true);
      }),
    );
  });

  test('is the first millisecond at which the intensity itself is below, but for rounding', () => {
    fc.assert(
      fc.property(decaying, strength, (tag, threshold) => {
        const at = Number(fallsBelowAt(tag, threshold));
        expect(intensityAt(tag, new Date(at - 1))).toBeGreaterThanOrEqual(threshold * (1 - ROUNDING));
        expect(intensityAt(tag, new Date(at))).toBeLessThan(threshold * (1 + ROUNDING));
      }),
    );
  });
});

describe('an intensity that fades in a line, 1 in 7 days after 7 idle days', () => {
  const linear: Fading = { kind: 'linear', perDay: 1 / 7, graceDays: 7 };
  const six = aTag({ v: 6, fading: linear });

  test.each([
    [7, 6],
    [14, 5],
    [21, 4],
    [49, 0],
    [400, 0],
  ])('is, of 6, on day %i: %d', (days, expected) => {
    expect(intensityAt(six, daysAfter(days))).toBeCloseTo(expected, 9);
  });

  const rounds = fc.constantFrom(0, 1, 7, 14);
  const lines = fc
    .record({ v: strength, perDay: fc.constantFrom(0.1, 1 / 7, 1, 50), graceDays: rounds, age: elapsed })
    .map(({ v, age, ...rest }) => aTag({ v, vAt: after(-age), fading: { kind: 'linear', ...rest } }));

  test('compares as the intensities do, whatever the values and times', () => {
    fc.assert(
      fc.property(lines, strength, elapsed, (tag, threshold, ms) => {
        const left = intensityAt(tag, after(ms));
        fc.pre(Math.abs(left - threshold) > 1e-6 * Math.max(threshold, 1));
        expect(isAtLeast(tag, threshold, after(ms))).toBe(left >= threshold);
        expect(isAtMost(tag, threshold, after(ms))).toBe(left <= threshold);
      }),
    );
  });

  test('is below a threshold from exactly the instant that is foretold', () => {
    fc.assert(
      fc.property(lines, strength, (tag, threshold) => {
        const below = fallsBelowAt(tag, threshold);
        if (tag.v < threshold) return expect(below).toBeNull();
        expect(isAtLeast(tag, threshold, after(-1, below ?? START))).toBe(true);
        expect(isAtLeast(tag, threshold, below ?? START)).toBe(false);
      }),
    );
  });
});

describe('an intensity of what the last 30 days brought', () => {
  const gains = [
    { at: daysAfter(29), sum: 1, olderAt: daysAfter(10) },
    { at: daysAfter(10), sum: 2, olderAt: START },
    { at: START, sum: 3, olderAt: null },
  ];
  const tag = aTag({ v: 3, vAt: daysAfter(29), gains, fading: { kind: 'window', days: 30 } });

  test.each([
    [29, 3],
    [31, 2],
    [41, 1],
    [59, 0],
  ])('is on day %i: %d', (days, expected) => {
    expect(intensityAt(tag, daysAfter(days))).toBe(expected);
    expect(sumWithin(gains, 30, daysAfter(days))).toBe(expected);
  });

  test('falls at the instants at which a gain leaves the window', () => {
    expect(fallsBelowAt(tag, 3)).toEqual(daysAfter(30));
    expect(fallsBelowAt(tag, 2)).toEqual(daysAfter(40));
    expect(fallsToAt(tag, 2)).toEqual(daysAfter(30));
    expect(nextLeavingAt(gains, 30, daysAfter(30))).toEqual(daysAfter(40));
    expect(nextLeavingAt(gains, 30, daysAfter(59))).toBeNull();
  });
});

describe('a level', () => {
  const levels = [
    { key: 'L1', min: 1 },
    { key: 'L2', min: 3 },
  ];
  test.each([
    ['is reached at its minimum', 3, null, 0, 'L2'],
    ['is not reached below it, also with hysteresis', 2.99, 'L1', 0.5, 'L1'],
    ['is kept within the hysteresis', 2.6, 'L2', 0.5, 'L2'],
    ['is lost below the hysteresis', 2.4, 'L2', 0.5, 'L1'],
    ['is never held by nothing', 0, 'L1', 5, null],
  ])('%s', (_promise, v, level, hysteresis, expected) => {
    expect(levelAt(aTag({ v, level }), START, { levels, hysteresis })).toBe(expected);
  });

  test('is kept from above 0 even with a hysteresis beyond its minimum', () => {
    expect(keptFrom(1, 5)).toBeGreaterThan(0);
  });
});
