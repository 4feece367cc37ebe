import * as fc from 'fast-check';
import type { FriendTag } from '../../src/friends/core/friend-tag.js';
import type { Friend } from '../../src/friends/core/friend.js';
import type { Condition, SegmentRule } from '../../src/segments/core/rule.js';
import { after, aFriend, aProfile, aTag, daysAfter, HOUR_MS, hoursAfter } from '../friends/a-friend.js';

// Few names and round numbers, so that rules often meet the friends they speak of, also at the very boundary.
const STAGES = ['acquire', 'engage', 'retain', 'grow'];
const LANGUAGES = ['zh-TW', 'ja', 'en', 'th'];
const LINKS = ['shop', 'event', 'web'];
const ATTRIBUTES = ['city', 'age', 'isStaff', 'constructor', 'toString'];
const STRENGTHS = [0.1, 1, 2.5, 3, 5, 6, 10];

/** Tags of the channel: some decay, some do not, and of one nobody wrote down whether it does. */
export const HALF_LIVES: ReadonlyMap<string, number | null> = new Map([
  ['hot', 14],
  ['quick', 0.25],
  ['plain', null],
]);
const TAGS = [...HALF_LIVES.keys(), 'unlisted'];

const moment = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -60, max: 60 }).map((days) => daysAfter(days)) },
  { weight: 2, arbitrary: fc.integer({ min: -60 * 24, max: 60 * 24 }).map((hours) => hoursAfter(hours)) },
  { weight: 1, arbitrary: fc.integer({ min: -60 * 24 * HOUR_MS, max: 60 * 24 * HOUR_MS }).map((ms) => after(ms)) },
);
export const anyNow = moment;

const strength = fc.oneof(fc.constantFrom(...STRENGTHS), fc.double({ min: 0.01, max: 100, noNaN: true }));

const anyTag = (tagId: string): fc.Arbitrary<FriendTag> =>
  fc
    .record({
      v: fc.oneof({ weight: 9, arbitrary: strength }, { weight: 1, arbitrary: fc.constant(0) }),
      vAt: moment,
      expiresAt: fc.option(moment, { nil: null }),
    })
    .map((given) => aTag({ tagId, halfLifeDays: HALF_LIVES.get(tagId) ?? null, ...given }));

const anyTags = fc
  .subarray(TAGS)
  .chain((tagIds) => fc.tuple(...tagIds.map(anyTag)))
  .map((tags) => [...tags]);

const anyValue = fc.constantFrom<(string | number | boolean)[]>(
  'Taipei',
  'Tainan',
  '',
  '5',
  0,
  5,
  20,
  -3.5,
  true,
  false,
);

const anyAttributes = fc
  .subarray(ATTRIBUTES)
  .chain((known) => fc.tuple(...known.map((name) => fc.tuple(fc.constant(name), anyValue))))
  .map((pairs) => Object.fromEntries(pairs) as Friend['attributes']);

const orNull = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null });

/** A friend of whom more or less is known. */
export const anyFriend: fc.Arbitrary<Friend> = fc
  .record({
    standing: fc.constantFrom('following' as const, 'blocked' as const),
    friendPath: orNull(fc.constantFrom(...LINKS).map((id) => ({ id, name: id, at: daysAfter(-1) }))),
    profile: orNull(orNull(fc.constantFrom(...LANGUAGES)).map((language) => aProfile(language))),
    attributes: anyAttributes,
    tags: anyTags,
    stage: orNull(fc.constantFrom(...STAGES, 'gone').map((name) => ({ name, since: daysAfter(-9), policyVersion: 1 }))),
    membership: orNull(moment).map((verifiedOwnerAt) => ({ verifiedOwnerAt, items: [] })),
    orders: fc
      .record({ count: fc.integer({ min: 0, max: 4 }), totalMinor: fc.constantFrom(0, 100, 99_900, 5_000_000) })
      .map((totals) => ({ ...aFriend().orders, ...totals })),
  })
  .map((changes) => aFriend(changes));

const comparison = <Value>(value: fc.Arbitrary<Value>) =>
  fc.oneof(fc.record({ gte: value }), fc.record({ lte: value }), fc.record({ gte: value, lte: value }));
const names = (pool: string[]) => fc.subarray([...pool, 'nowhere'], { minLength: 1 });
const duration = fc.constantFrom('1h', '12h', '72h', '1d', '7d', '30d');

const condition: fc.Arbitrary<Condition> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record(
      { tag: fc.constantFrom(...TAGS, 'never-given'), intensity: comparison(strength), appliedWithin: duration },
      { requiredKeys: ['tag'] },
    ),
  },
  {
    weight: 2,
    arbitrary: fc.record(
      {
        attribute: fc.constantFrom(...ATTRIBUTES, 'shoeSize'),
        is: anyValue,
        in: fc.uniqueArray(fc.constantFrom<(string | number)[]>('Taipei', '', '5', 0, 5), { minLength: 1 }),
        between: comparison(fc.constantFrom(-3.5, 0, 5, 20)),
      },
      { requiredKeys: ['attribute'] },
    ),
  },
  fc.record({ stage: names(STAGES) }),
  fc.record({ standing: fc.constantFrom('following' as const, 'blocked' as const) }),
  fc.record({
    orders: fc.record(
      {
        count: comparison(fc.integer({ min: 0, max: 4 })),
        totalMinor: comparison(fc.constantFrom(0, 100, 99_900, 5_000_000)),
      },
      { requiredKeys: [] },
    ),
  }),
  fc.record({ verifiedOwner: fc.boolean() }),
  fc.record({ friendPath: names(LINKS) }),
  fc.record({ language: names(LANGUAGES) }),
  fc.constant({ everyone: true as const }),
);

/** A rule of any kind of condition, nested under all, any and not. */
export const anyRule: fc.Arbitrary<SegmentRule> = fc.letrec<{ rule: SegmentRule }>((tie) => ({
  rule: fc.oneof(
    { maxDepth: 5, depthSize: 'small' },
    condition,
    fc.record({ all: fc.array(tie('rule'), { minLength: 1, maxLength: 4 }) }),
    fc.record({ any: fc.array(tie('rule'), { minLength: 1, maxLength: 4 }) }),
    fc.record({ not: tie('rule') }),
  ),
})).rule;
