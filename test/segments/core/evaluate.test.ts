import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { Friend } from '../../../src/friends/core/friend.js';
import { evaluate } from '../../../src/segments/core/evaluate.js';
import { EMPTY_KNOWN } from '../../../src/segments/core/known.js';
import { SegmentRule } from '../../../src/segments/core/rule.js';
import { after, aFriend, aProfile, aTag, DAY_MS, daysAfter, hoursAfter, START } from '../../friends/a-friend.js';
import { anyFriend, anyNow, anyRule, KNOWN } from '../random.js';

const truthOf = (rule: unknown, friend = aFriend(), now = START) =>
  evaluate(SegmentRule.parse(rule), friend, now, EMPTY_KNOWN).truth;

const YES = { everyone: true };
/** 80 points until a moment before the rule is looked at, 50 from then on. */
const HAS_POINTS = {
  seq: 3,
  steps: [
    { balance: 80, from: new Date(0), until: START },
    { balance: 50, from: START, until: null },
  ],
  warnedThrough: null,
};
/** Gold until a moment before the rule is looked at, silver from then on. */
const WAS_GOLD = {
  key: 'gold',
  since: daysAfter(-9),
  until: START,
  belowAt: START,
  programVersion: 1,
  steps: [
    { key: 'gold', from: daysAfter(-9), until: START },
    { key: 'silver', from: START, until: null },
  ],
  override: null,
};
const NO = { verifiedOwner: true };
const UNKNOWN = { stage: ['grow'] };

describe('unknown is neither true nor false', () => {
  test.each([
    ['true', YES, true],
    ['false', NO, false],
    ['unknown', UNKNOWN, 'unknown'],
    ['not true', { not: YES }, false],
    ['not false', { not: NO }, true],
    ['not unknown', { not: UNKNOWN }, 'unknown'],
    ['true and true', { all: [YES, YES] }, true],
    ['true and false', { all: [YES, NO] }, false],
    ['true and unknown', { all: [YES, UNKNOWN] }, 'unknown'],
    ['unknown and false', { all: [UNKNOWN, NO] }, false],
    ['unknown and unknown', { all: [UNKNOWN, UNKNOWN] }, 'unknown'],
    ['false or false', { any: [NO, NO] }, false],
    ['false or true', { any: [NO, YES] }, true],
    ['false or unknown', { any: [NO, UNKNOWN] }, 'unknown'],
    ['unknown or true', { any: [UNKNOWN, YES] }, true],
    ['not (true and unknown)', { not: { all: [YES, UNKNOWN] } }, 'unknown'],
    ['not (unknown and false)', { not: { all: [UNKNOWN, NO] } }, true],
    ['not (unknown or true)', { not: { any: [UNKNOWN, YES] } }, false],
    ['not not unknown', { not: { not: UNKNOWN } }, 'unknown'],
  ])('%s', (_expression, rule, truth) => {
    expect(truthOf(rule)).toBe(truth);
  });

  test('not all is any not, and not any is all not, whatever the parts', () => {
    const parts = fc.array(anyRule, { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(parts, anyFriend, anyNow, (rules, friend, now) => {
        const negated = rules.map((not) => ({ not }));
        const truth = (rule: SegmentRule) => evaluate(rule, friend, now, KNOWN).truth;
        expect(truth({ not: { all: rules } })).toBe(truth({ any: negated }));
        expect(truth({ not: { any: rules } })).toBe(truth({ all: negated }));
      }),
    );
  });
});

describe('a condition on a tag', () => {
  const hot = (changes: Parameters<typeof aTag>[0] = {}) => aFriend({ tags: [aTag({ tagId: 'hot', ...changes })] });
  test.each([
    ['holds while the friend has it', { tag: 'hot' }, hot(), true],
    ['does not hold without it', { tag: 'cold' }, hot(), false],
    ['holds until it expires', { tag: 'hot' }, hot({ expiresAt: after(1) }), true],
    ['does not hold at its expiry', { tag: 'hot' }, hot({ expiresAt: START }), false],
    ['holds at least at the threshold', { tag: 'hot', intensity: { gte: 3 } }, hot({ v: 3 }), true],
    ['holds at most at the threshold', { tag: 'hot', intensity: { lte: 3 } }, hot({ v: 3 }), true],
    ['holds between two', { tag: 'hot', intensity: { gte: 2, lte: 4 } }, hot({ v: 3 }), true],
    ['does not hold below', { tag: 'hot', intensity: { gte: 3 } }, hot({ v: 2.9 }), false],
    ['does not hold above', { tag: 'hot', intensity: { lte: 3 } }, hot({ v: 3.1 }), false],
    [
      'looks at the intensity of now',
      { tag: 'hot', intensity: { gte: 6 } },
      hot({ v: 10, vAt: daysAfter(-14), fading: { kind: 'halfLife', days: 14 } }),
      false,
    ],
    ['holds for weak intensity where none is left', { tag: 'hot', intensity: { lte: 1 } }, hot({ v: 0 }), true],
    [
      'does not hold for weak intensity once expired: absent is not weak',
      { tag: 'hot', intensity: { lte: 1 } },
      hot({ expiresAt: START }),
      false,
    ],
    [
      'holds within the time since it was applied',
      { tag: 'hot', appliedWithin: '72h' },
      hot({ lastAt: hoursAfter(-71) }),
      true,
    ],
    [
      'does not hold at the end of that time',
      { tag: 'hot', appliedWithin: '3d' },
      hot({ lastAt: hoursAfter(-72) }),
      false,
    ],
    [
      'asks for recency and intensity of the same tag at once',
      { tag: 'hot', intensity: { gte: 6 }, appliedWithin: '7d' },
      hot({ v: 8, vAt: daysAfter(-8) }),
      false,
    ],
  ])('%s', (_promise, rule, friend, truth) => {
    expect(truthOf(rule, friend)).toBe(truth);
    expect(truthOf({ not: rule }, friend)).toBe(!truth);
  });
});

describe('a condition on what else is known of a friend', () => {
  const grown = { stage: { name: 'grow', since: START, policyVersion: 1, lock: null } };
  const orders = (count: number, totalMinor = 0) => ({ orders: { ...aFriend().orders, count, totalMinor } });
  const sent = {
    campaigns: [
      { id: 'spring', acceptedAt: daysAfter(-1), clickedAt: null, isPromotion: true },
      { id: 'check-up', acceptedAt: daysAfter(-2), clickedAt: null, isPromotion: false },
    ],
  };
  const rider = { attributes: { city: 'Taipei', age: 30, isStaff: false, zip: '106' } };
  test.each<[string, unknown, Partial<Friend>, boolean | 'unknown']>([
    ['stage: is one of these', { stage: ['retain', 'grow'] }, grown, true],
    ['stage: is another', { stage: ['retain'] }, grown, false],
    ['stage: none yet', { stage: ['retain'] }, {}, 'unknown'],
    ['standing: is this', { standing: 'blocked' }, { standing: 'blocked' }, true],
    ['standing: is the other', { standing: 'blocked' }, {}, false],
    ['attribute: is this text', { attribute: 'city', is: 'Taipei' }, rider, true],
    ['attribute: letter case counts', { attribute: 'city', is: 'taipei' }, rider, false],
    ['attribute: a number is no text', { attribute: 'zip', is: 106 }, rider, false],
    ['attribute: false is known', { attribute: 'isStaff', is: false }, rider, true],
    ['attribute: is one of these', { attribute: 'city', in: ['Tainan', 'Taipei'] }, rider, true],
    ['attribute: is none of these', { attribute: 'age', in: ['30', 31] }, rider, false],
    ['attribute: between, both ends included', { attribute: 'age', between: { gte: 30, lte: 30 } }, rider, true],
    ['attribute: a text is never between', { attribute: 'zip', between: { gte: 0 } }, rider, false],
    ['attribute: every part must hold', { attribute: 'age', is: 30, between: { gte: 31 } }, rider, false],
    ['attribute: any value will do', { attribute: 'age' }, rider, true],
    ['attribute: unknown', { attribute: 'shoeSize', is: 42 }, rider, 'unknown'],
    ['attribute: a name that every object inherits is unknown', { attribute: 'constructor' }, rider, 'unknown'],
    ['orders: none is a number too', { orders: { count: { lte: 0 } } }, {}, true],
    ['orders: at least so many', { orders: { count: { gte: 3 } } }, orders(3), true],
    ['orders: fewer', { orders: { count: { gte: 3 } } }, orders(2), false],
    ['orders: count and total', { orders: { count: { gte: 1 }, totalMinor: { gte: 100 } } }, orders(1, 99), false],
    ['orders: no bounds, so everybody', { orders: {} }, {}, true],
    ['campaigns: fewer promotions than two', { campaigns: { count: { lt: 2 }, of: 'promotion' } }, sent, true],
    ['campaigns: two of any kind', { campaigns: { count: { eq: 2 } } }, sent, true],
    ['campaigns: none within that time', { campaigns: { count: { gte: 1 }, within: '1h' } }, sent, false],
    ['campaigns: none ever is a number too', { campaigns: { count: { lt: 1 } } }, {}, true],
    ['verified owner', { verifiedOwner: true }, { membership: { verifiedOwnerAt: START, items: [] } }, true],
    ['no verified owner', { verifiedOwner: false }, {}, true],
    ['tier: is this one', { tier: ['gold', 'silver'] }, { tier: WAS_GOLD }, true],
    ['tier: it fell, though nobody wrote it down yet', { tier: ['gold'] }, { tier: WAS_GOLD }, false],
    ['tier: who has none is in none', { not: { tier: ['gold'] } }, {}, true],
    ['points: enough of them', { points: { gte: 50 } }, { points: HAS_POINTS }, true],
    ['points: some ended, though nobody wrote it down yet', { points: { gte: 51 } }, { points: HAS_POINTS }, false],
    ['points: none ever is a number too', { points: { lt: 1 } }, {}, true],
    ['friend path: is this link', { friendPath: ['shop'] }, { friendPath: { id: 'shop', name: 'S', at: START } }, true],
    ['friend path: unknown', { friendPath: ['shop'] }, {}, 'unknown'],
    ['language: is one of these', { language: ['ja', 'th'] }, { profile: aProfile('ja') }, true],
    ['language: is another', { language: ['th'] }, { profile: aProfile('ja') }, false],
    ['language: LINE did not say', { language: ['th'] }, { profile: aProfile(null) }, 'unknown'],
    ['language: no profile yet', { language: ['th'] }, {}, 'unknown'],
    ['everyone, also who is unknown', { everyone: true }, {}, true],
  ])('%s', (_promise, rule, changes, truth) => {
    expect(truthOf(rule, aFriend(changes))).toBe(truth);
  });
});

describe('because', () => {
  test.each([
    ['the level that is held now, not the one noted last', 14, { isActive: true, level: 'L1' }],
    ['no level of a tag that ended', 30, { isActive: false, level: null }],
  ])('shows %s', (_what, days, value) => {
    const levels = [
      { key: 'L1', min: 3 },
      { key: 'L2', min: 6 },
    ];
    const fading = { kind: 'halfLife', days: 14 } as const;
    const friend = aFriend({ tags: [aTag({ tagId: 'hot', v: 10, level: 'L2', fading, expiresAt: daysAfter(30) })] });
    const hot = {
      name: 'Hot',
      fadings: [fading],
      ttlMs: null,
      tracksRise: false,
      folderId: null,
      levels,
      hysteresis: 0,
    };
    const known = { ...EMPTY_KNOWN, tags: new Map([['hot', hot]]) };
    const rule = SegmentRule.parse({ tag: 'hot', validity: 'any' });
    expect(evaluate(rule, friend, daysAfter(days), known).because).toMatchObject([{ value }]);
  });

  test('names each condition from left to right, with its truth and what it saw', () => {
    const friend = aFriend({
      tags: [aTag({ tagId: 'hot', v: 10, fading: { kind: 'halfLife', days: 14 }, expiresAt: daysAfter(30) })],
    });
    const rule = SegmentRule.parse({
      all: [{ not: { any: [{ tag: 'hot' }, { tag: 'cold' }] } }, { orders: { count: { gte: 1 } } }, UNKNOWN],
    });
    expect(evaluate(rule, friend, daysAfter(14), EMPTY_KNOWN)).toEqual({
      truth: false,
      because: [
        {
          condition: { tag: 'hot' },
          truth: true,
          value: { isActive: true, intensity: 5, level: null, count: 1, lastAt: START, expiresAt: daysAfter(30) },
        },
        { condition: { tag: 'cold' }, truth: false, value: null },
        {
          condition: { orders: { count: { gte: 1 } } },
          truth: false,
          value: { count: 0, totalMinor: 0, lastAt: null },
        },
        { condition: UNKNOWN, truth: 'unknown', value: null },
      ],
      nextCheckAt: daysAfter(30),
    });
  });
});

describe('nextCheckAt', () => {
  const hot = aTag({ tagId: 'hot', v: 8, fading: { kind: 'halfLife', days: 14 }, expiresAt: daysAfter(60) });
  const plain = aTag({ tagId: 'plain', v: 8 });
  const friend = aFriend({ tags: [hot, plain] });
  test.each([
    ['the expiry of the tag', { tag: 'hot' }, daysAfter(60)],
    ['the end of its freshness', { tag: 'plain', appliedWithin: '7d' }, daysAfter(7)],
    ['the millisecond after it equals "at least"', { tag: 'hot', intensity: { gte: 4 } }, daysAfter(14, after(1))],
    ['the millisecond in which it equals "at most"', { tag: 'hot', intensity: { lte: 4 } }, daysAfter(14)],
    [
      'the earliest of several',
      { any: [{ tag: 'hot' }, { not: { tag: 'plain', appliedWithin: '7d' } }] },
      daysAfter(7),
    ],
    ['never for a tag that stays as it is', { tag: 'plain', intensity: { gte: 4 } }, null],
    [
      'never for what only an event changes',
      { all: [{ verifiedOwner: true }, { orders: { count: { gte: 1 } } }] },
      null,
    ],
    ['never for a tag that the friend does not have', { tag: 'cold', intensity: { gte: 4 } }, null],
  ])('is %s', (_when, rule, at) => {
    expect(evaluate(SegmentRule.parse(rule), friend, START, EMPTY_KNOWN).nextCheckAt).toEqual(at);
  });

  test('looks forward only', () => {
    const rule = SegmentRule.parse({ tag: 'hot', intensity: { gte: 4 }, appliedWithin: '7d' });
    expect(evaluate(rule, friend, daysAfter(20), EMPTY_KNOWN).nextCheckAt).toEqual(daysAfter(60));
    expect(evaluate(rule, friend, daysAfter(60), EMPTY_KNOWN).nextCheckAt).toBeNull();
  });

  const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

  test('comes before the answer changes, for any rule, friend and time', () => {
    fc.assert(
      fc.property(anyRule, anyFriend, anyNow, share, (rule, friend, now, sooner) => {
        const { truth, nextCheckAt } = evaluate(rule, friend, now, KNOWN);
        const end = (nextCheckAt ?? daysAfter(3_650, now)).getTime();
        expect(end).toBeGreaterThan(now.getTime());
        const between = new Date(now.getTime() + Math.floor(sooner * (end - now.getTime())));
        expect(evaluate(rule, friend, between, KNOWN).truth).toBe(truth);
        expect(evaluate(rule, friend, new Date(end - 1), KNOWN).truth).toBe(truth);
      }),
      { numRuns: 1_000 },
    );
  });

  test('leads, look by look, to an answer that stays', () => {
    fc.assert(
      fc.property(anyRule, anyFriend, anyNow, (rule, friend, now) => {
        // A birthday comes round every year.
        fc.pre(!/"(years|comesRoundWithinDays)"/.test(JSON.stringify(rule)));
        let seen = evaluate(rule, friend, now, KNOWN);
        for (let looks = 0; seen.nextCheckAt !== null; looks += 1) {
          expect(looks).toBeLessThan(500);
          seen = evaluate(rule, friend, seen.nextCheckAt, KNOWN);
        }
        expect(seen.truth).toBe(evaluate(rule, friend, after(100_000 * DAY_MS), KNOWN).truth);
      }),
    );
  });
});
