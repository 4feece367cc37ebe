import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { Query } from 'mingo';
import { intensityAt } from '../../../src/friends/core/friend-tag.js';
import type { Friend } from '../../../src/friends/core/friend.js';
import { CONDITIONS } from '../../../src/segments/core/conditions/index.js';
import { evaluate } from '../../../src/segments/core/evaluate.js';
import { SegmentRule } from '../../../src/segments/core/rule.js';
import { toFilter } from '../../../src/segments/core/to-filter.js';
import { after, aFriend, aTag, daysAfter, START } from '../../friends/a-friend.js';
import { anyFriend, anyNow, anyRule, CONDITIONS_BY_KEY, KNOWN } from '../random.js';

const isFound = (rule: SegmentRule, friend: Friend, now: Date) =>
  new Query(toFilter(rule, now, KNOWN)).test({ ...friend });

describe('the filter of a rule finds exactly the friends for whom it is true', () => {
  test('and the filter of its negation those for whom it is false, for any rule, friend and time', () => {
    fc.assert(
      fc.property(anyRule, anyFriend, anyNow, (rule, friend, now) => {
        const { truth } = evaluate(rule, friend, now, KNOWN);
        expect(isFound(rule, friend, now)).toBe(truth === true);
        expect(isFound({ not: rule }, friend, now)).toBe(truth === false);
      }),
      { numRuns: 1_500 },
    );
  });

  test.each(Object.entries(CONDITIONS_BY_KEY))('for conditions of the kind %s alone', (_key, condition) => {
    fc.assert(
      fc.property(condition, anyFriend, anyNow, (rule, friend, now) => {
        const { truth } = evaluate(rule, friend, now, KNOWN);
        expect(isFound(rule, friend, now)).toBe(truth === true);
        expect(isFound({ not: rule }, friend, now)).toBe(truth === false);
      }),
      { numRuns: 300 },
    );
  });

  test('also of segments of which it is not on record yet who is in them', () => {
    fc.assert(
      fc.property(anyRule, anyFriend, anyNow, (rule, friend, now) => {
        const known = { ...KNOWN, unrecorded: new Map([['filling', rule]]) };
        const isMember = evaluate(rule, friend, now, known).truth === true;
        const member = { segment: 'filling' };
        for (const one of [member, { not: member }]) {
          const isTrue = one === member ? isMember : !isMember;
          expect(evaluate(one, friend, now, known).truth).toBe(isTrue);
          expect(new Query(toFilter(one, now, known)).test({ ...friend })).toBe(isTrue);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('and every kind of condition of the grammar is among those drawn here', () => {
    expect(Object.keys(CONDITIONS_BY_KEY).toSorted()).toEqual(CONDITIONS.map(({ key }) => key).toSorted());
  });

  test('also in the millisecond in which an intensity equals the threshold', () => {
    const strength = fc.double({ min: 0.1, max: 999, noNaN: true });
    const ms = fc.integer({ min: 0, max: 10 * 24 * 3_600_000 });
    fc.assert(
      fc.property(
        fc.constantFrom('hot', 'quick', 'plain', 'steady'),
        strength,
        ms,
        fc.boolean(),
        (tagId, v, age, isFloor) => {
          const tag = aTag({
            tagId,
            v,
            vAt: after(-age),
            fading: KNOWN.tags.get(tagId)?.fadings[0] ?? { kind: 'none' },
          });
          const threshold = intensityAt(tag, START);
          const rule: SegmentRule = { tag: tagId, intensity: isFloor ? { gte: threshold } : { lte: threshold } };
          const friend = aFriend({ tags: [tag] });
          expect(isFound(rule, friend, START)).toBe(evaluate(rule, friend, START, KNOWN).truth);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test.each([
    ['an attribute that every object inherits is unknown', { attribute: 'constructor' }],
    ['so is it under not', { not: { attribute: 'toString', between: { gte: 1 } } }],
    [
      'a tag applied in the future of a slower clock is stronger now than then',
      { tag: 'hot', intensity: { gte: 5.01 } },
    ],
    ['a tag twice bounded', { tag: 'hot', intensity: { gte: 4, lte: 6 }, appliedWithin: '30d' }],
  ])('%s', (_promise, rule) => {
    const friend = aFriend({
      tags: [aTag({ tagId: 'hot', v: 5, vAt: daysAfter(1), fading: { kind: 'halfLife', days: 14 } })],
    });
    const parsed = SegmentRule.parse(rule);
    expect(isFound(parsed, friend, START)).toBe(evaluate(parsed, friend, START, KNOWN).truth === true);
  });
});

test('every rule that is drawn here is one that the grammar takes, unchanged', () => {
  fc.assert(
    fc.property(anyRule, (rule) => {
      expect(SegmentRule.parse(rule)).toEqual(rule);
    }),
  );
});
