import { describe, expect, test } from '@jest/globals';
import { AnyInstant, Instant } from '../../src/shared/instant.js';

describe('an instant of older routes', () => {
  test.each([
    ['2026-12-24T18:00:00+08:00', '2026-12-24T10:00:00.000Z'],
    ['2026-12-24', '2026-12-24T00:00:00.000Z'],
    [1_766_570_400_000, '2025-12-24T10:00:00.000Z'],
  ])('may be %j', (given, instant) => {
    expect(AnyInstant.parse(given).toISOString()).toBe(instant);
  });

  test.each([null, true, '', [], {}, 'tomorrow', Number.NaN])('is never made of %j', (given) => {
    expect(AnyInstant.safeParse(given).success).toBe(false);
  });

  test('is that of new routes when it has its zone', () => {
    const given = '2026-12-24T18:00:00+08:00';
    expect(Instant.parse(given)).toEqual(AnyInstant.parse(given));
    expect(Instant.safeParse('2026-12-24').success).toBe(false);
  });
});
