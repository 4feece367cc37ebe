import { durationMs } from '../../../src/segments/core/duration.js';
import { describe, expect, test } from '@jest/globals';
import { listConditions, SegmentRule } from '../../../src/segments/core/rule.js';
import { DAY_MS, HOUR_MS } from '../../friends/a-friend.js';

const everyone: SegmentRule = { everyone: true };
const nested = (levels: number): SegmentRule =>
  Array.from({ length: levels }).reduce<SegmentRule>((rule) => ({ not: rule }), everyone);
const many = (count: number): SegmentRule[] => Array.from({ length: count }, () => everyone);
const problems = (given: unknown) =>
  (SegmentRule.safeParse(given).error?.issues ?? []).map(({ path, message }) => [path.join('.'), message]);

test('a rule keeps what it says, of every kind of condition', () => {
  const rule = {
    all: [
      { tag: 'hot', intensity: { gte: 2.5, lte: 10 }, appliedWithin: '7d' },
      { not: { any: [{ stage: ['grow'] }, { standing: 'blocked' }] } },
      { attribute: 'city', is: 'Taipei', in: ['Taipei', 5], between: { lte: 9 } },
      { orders: { count: { gte: 1 }, totalMinor: { lte: 0 } } },
      { verifiedOwner: false },
      { friendPath: ['shop'] },
      { language: ['ja'] },
      { everyone: true },
    ],
  };
  expect(SegmentRule.parse(rule)).toEqual(rule);
});

describe('a rule may not grow beyond bounds', () => {
  test('ten levels are enough', () => {
    expect(problems(nested(9))).toEqual([]);
    expect(problems(nested(10))).toEqual([['', 'must not nest deeper than 10']]);
    expect(problems({ all: [everyone, { any: [nested(7)] }] })).toEqual([]);
    expect(problems({ all: [everyone, { any: [nested(8)] }] })).toEqual([['', 'must not nest deeper than 10']]);
  });

  test('one that nests very deep is refused like any other', () => {
    expect(problems(nested(12_000))).toEqual([['', 'must not nest deeper than 10']]);
  });

  test('two hundred conditions are enough', () => {
    const groups = [50, 50, 50].map((count) => ({ any: many(count) }));
    expect(problems({ all: [...groups, { any: many(50) }] })).toEqual([]);
    expect(problems({ all: [...groups, { any: many(50) }, everyone] })).toEqual([
      ['', 'must not have more than 200 conditions'],
    ]);
  });

  test('fifty parts in one group are enough', () => {
    expect(problems({ any: many(50) })).toEqual([]);
    expect(problems({ any: many(51) })).toEqual([['', 'any: Too big: expected array to have <=50 items']]);
  });
});

describe('what is wrong in a rule is named', () => {
  const MUST_BE =
    'must be an object with one of tag, topIn, stage, activityStatus, health, rfm, segment, standing, attribute, orders, event, sequence, lastActive, followed, campaign, campaigns, survey, conversation, consent, blacklisted, verifiedOwner, tier, points, friendPath, language, random, everyone, all, any, not';
  test.each<[string, unknown, string, string]>([
    ['nothing', undefined, '', MUST_BE],
    ['null', null, '', MUST_BE],
    ['a text', 'everyone', '', MUST_BE],
    ['an empty object', {}, '', MUST_BE],
    ['an unknown condition', { moon: 'full' }, '', MUST_BE],
    ['two conditions in one', { tag: 'hot', stage: ['grow'] }, '', MUST_BE],
    ['a part nobody reads', { tag: 'hot', warmth: 3 }, '', 'Unrecognized key: "warmth"'],
    ['a group of none', { all: [] }, 'all', 'Too small: expected array to have >=1 items'],
    ['a stage that is no list', { stage: 'grow' }, '', 'stage: Invalid input: expected array, received string'],
    [
      'a wrong type deep inside',
      { all: [everyone, { any: [{ tag: 5 }] }] },
      '',
      'all[1]: any[0]: tag: Invalid input: expected string, received number',
    ],
    ['everyone but not', { everyone: false }, '', 'everyone: Invalid input: expected true'],
    ['an intensity of nothing', { tag: 'hot', intensity: {} }, 'intensity', 'must give one of eq, gt, gte, lt, lte'],
    [
      'an intensity of 0, which an absent tag has too',
      { tag: 'hot', intensity: { gte: 0 } },
      'intensity.gte',
      'must be above 0',
    ],
    [
      'a duration in weeks',
      { not: { tag: 'hot', appliedWithin: '3w' } },
      'not.appliedWithin',
      'must be minutes, hours or days above zero, such as 30m, 72h or 7d',
    ],
    [
      'a duration of 0',
      { tag: 'hot', appliedWithin: '0d' },
      'appliedWithin',
      'must be minutes, hours or days above zero, such as 30m, 72h or 7d',
    ],
  ])('%s', (_what, given, path, message) => {
    expect(problems(given)).toEqual([[path, message]]);
  });

  test.each([
    ['a path into the friend', { attribute: 'a.b', is: 1 }],
    ['an operator', { attribute: '$where', is: 1 }],
    ['an object as a value', { attribute: 'city', is: { $ne: null } }],
    ['an object in a list', { stage: [{ $ne: null }] }],
    ['a bound that is an object', { orders: { count: { gte: { $gt: 0 } } } }],
    ['a bound beyond numbers', { orders: { count: { gte: Number.POSITIVE_INFINITY } } }],
    ['101 names', { language: Array.from({ length: 101 }, () => 'ja') }],
  ])('and nothing reaches the store as %s', (_what, given) => {
    expect(problems(given)).toHaveLength(1);
  });
});

test('the conditions of a rule are listed from left to right', () => {
  const rule = SegmentRule.parse({
    any: [{ tag: 'a' }, { not: { all: [{ tag: 'b' }, { stage: ['grow'] }] } }, { tag: 'c' }],
  });
  expect(listConditions(rule)).toEqual([{ tag: 'a' }, { tag: 'b' }, { stage: ['grow'] }, { tag: 'c' }]);
});

test.each([
  ['1h', HOUR_MS],
  ['72h', 72 * HOUR_MS],
  ['7d', 7 * DAY_MS],
  ['9999d', 9_999 * DAY_MS],
])('%s is %i milliseconds', (duration, ms) => {
  expect(durationMs(duration)).toBe(ms);
});
