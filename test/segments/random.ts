import * as fc from 'fast-check';
import { decayKey, linearKey, type Fading, type FriendTag, type Gain } from '../../src/friends/core/friend-tag.js';
import type { FriendTier } from '../../src/friends/core/friend-tier.js';
import type { FriendPoints } from '../../src/friends/core/friend-points.js';
import { ACTIVITY_STATUSES, CONVERSATION_STATES, type Friend, type Happened } from '../../src/friends/core/friend.js';
import { happenedKey } from '../../src/friends/core/happened.js';
import type { Known, KnownTag } from '../../src/segments/core/known.js';
import type { Condition, SegmentRule } from '../../src/segments/core/rule.js';
import { after, aFriend, aProfile, aTag, DAY_MS, daysAfter, HOUR_MS, hoursAfter, START } from '../friends/a-friend.js';

// Few names and round numbers, so that rules often meet the friends they speak of, also at the very boundary.
const STAGES = ['acquire', 'engage', 'retain', 'grow'];
const LANGUAGES = ['zh-TW', 'ja', 'en', 'th'];
const LINKS = ['shop', 'event', 'web'];
const ATTRIBUTES = ['city', 'age', 'isStaff', 'birthday', 'hobbies', 'constructor', 'toString'];
const STRENGTHS = [0.1, 1, 2.5, 3, 5, 6, 10];
const KINDS = ['message.received', 'service.visited', 'ride.tested'];
const SEGMENTS = ['keen', 'owners'];
const CAMPAIGNS = ['spring', 'autumn'];
const TIERS = ['gold', 'silver', 'bronze'];
const SURVEYS = ['ride', 'service'];
const SOURCES = [
  { kind: 'rule', id: 'r1' },
  { kind: 'campaign', id: 'spring' },
  { kind: 'link', id: 'l1' },
];

const LEVELS = [
  { key: 'L1', min: 1 },
  { key: 'L2', min: 3 },
  { key: 'L3', min: 6 },
];
const aKnownTag = (fading: Fading, changes: Partial<KnownTag> = {}): KnownTag => ({
  name: 'A tag',
  fadings: [fading],
  ttlMs: 3 * DAY_MS,
  tracksRise: false,
  folderId: 'interests',
  levels: LEVELS,
  hysteresis: 0.5,
  ...changes,
});

const NONE: Fading = { kind: 'none' };
const HALF_LIFE: Fading = { kind: 'halfLife', days: 14 };

/** What a channel knows: tags of every fading, one whose fading is being changed, and one that nobody wrote down. */
export const KNOWN: Known = {
  timeZone: 'Asia/Taipei',
  tags: new Map([
    ['hot', aKnownTag(HALF_LIFE)],
    ['quick', aKnownTag({ kind: 'halfLife', days: 0.25 }, { hysteresis: 0 })],
    ['plain', aKnownTag(NONE, { tracksRise: true })],
    ['steady', aKnownTag({ kind: 'linear', perDay: 1 / 7, graceDays: 7 })],
    ['recent', aKnownTag({ kind: 'window', days: 30 }, { ttlMs: null })],
    ['changing', aKnownTag(HALF_LIFE, { fadings: [HALF_LIFE, { kind: 'window', days: 30 }], hysteresis: 3 })],
  ]),
  attributes: new Map([['city', 'text']]),
  ranks: new Map([
    ['hot/10', 1_456],
    ['plain/10', 2],
  ]),
  segments: new Map(),
};
const TAGS = [...KNOWN.tags.keys(), 'unlisted'];

const moment = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -60, max: 60 }).map((days) => daysAfter(days)) },
  { weight: 2, arbitrary: fc.integer({ min: -60 * 24, max: 60 * 24 }).map((hours) => hoursAfter(hours)) },
  { weight: 1, arbitrary: fc.integer({ min: -60 * 24 * HOUR_MS, max: 60 * 24 * HOUR_MS }).map((ms) => after(ms)) },
);
export const anyNow = moment;

const strength = fc.oneof(fc.constantFrom(...STRENGTHS), fc.double({ min: 0.01, max: 100, noNaN: true }));

const anyGains: fc.Arbitrary<Gain[]> = fc
  .array(fc.record({ at: moment, weight: fc.integer({ min: -3, max: 5 }) }), { maxLength: 6 })
  .map((given) => {
    let sum = 0;
    const newestFirst = given.toSorted((one, other) => other.at.getTime() - one.at.getTime());
    return newestFirst.map(({ at, weight }, index) => {
      sum += weight;
      return { at, sum, olderAt: newestFirst[index + 1]?.at ?? null };
    });
  });

const orNull = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null });

const anyTag = (tagId: string): fc.Arbitrary<FriendTag> =>
  fc
    .record({
      v: fc.oneof({ weight: 9, arbitrary: strength }, { weight: 1, arbitrary: fc.constant(0) }),
      vAt: moment,
      fading: fc.constantFrom(...(KNOWN.tags.get(tagId)?.fadings ?? [NONE])),
      gains: anyGains,
      level: orNull(fc.constantFrom('L1', 'L2', 'L3')),
      expiresAt: orNull(moment),
      activeUntil: orNull(moment),
      endsBy: orNull(fc.constantFrom('expiry' as const, 'fade' as const, 'removal' as const)),
      lastAt: moment,
      count: fc.integer({ min: 1, max: 12 }),
      source: fc.constantFrom(...SOURCES),
    })
    .map((given) => ({
      ...aTag({ tagId }),
      ...given,
      k: decayKey(given.v, given.vAt, given.fading),
      z: linearKey(given.v, given.vAt, given.fading),
    }));

const anyTags = fc
  .subarray(TAGS)
  .chain((tagIds) => fc.tuple(...tagIds.map(anyTag)))
  .map((tags) => [...tags]);

const anyValue = fc.constantFrom<(string | number | boolean)[]>(
  'Taipei',
  'Tainan',
  '',
  '5',
  '1996-02-29',
  '1996-03-10',
  '2026-03-01',
  0,
  5,
  20,
  -3.5,
  true,
  false,
);
const anyAttribute = fc.oneof(
  { weight: 4, arbitrary: anyValue },
  { weight: 1, arbitrary: fc.subarray(['coffee', 'tea', 'Taipei']) },
);

const anyAttributes = fc
  .subarray(ATTRIBUTES)
  .chain((known) => fc.tuple(...known.map((name) => fc.tuple(fc.constant(name), anyAttribute))))
  .map((pairs) => Object.fromEntries(pairs) as Friend['attributes']);

const anyHappened = fc
  .subarray(KINDS)
  .chain((kinds) =>
    fc.tuple(
      ...kinds.map((kind) =>
        fc.tuple(fc.constant(happenedKey(kind)), fc.array(moment, { minLength: 1, maxLength: 5 })),
      ),
    ),
  )
  .map((pairs) =>
    Object.fromEntries(
      pairs.map(([key, moments]): [string, Happened] => {
        const recent = moments.toSorted((one, other) => other.getTime() - one.getTime());
        return [
          key,
          {
            count: recent.length + 2,
            firstAt: recent.at(-1) ?? daysAfter(-90),
            lastAt: recent[0] ?? daysAfter(-90),
            recent,
          },
        ];
      }),
    ),
  );

const held = <Name extends string>(names: readonly Name[]) =>
  fc.record({ name: fc.constantFrom(...names), since: moment });

/** Points of which ten end at each of these moments, and that are 0 then or 10 for good. */
function pointsThatEnd(ends: Date[]): FriendPoints {
  const inOrder = ends.toSorted((one, other) => one.getTime() - other.getTime());
  const times = [new Date(0), ...inOrder];
  const steps = times.map((from, index) => ({
    balance: (inOrder.length - index) * 10 + (ends.length % 2) * 10,
    from,
    until: times[index + 1] ?? null,
  }));
  return { seq: 1, steps, warnedThrough: null };
}

/** A tier from the first of these moments on, a lower one from each of the others, none from the fourth or for good. */
function tiersThatFall(times: Date[]): FriendTier {
  const [first = START, ...falls] = times.toSorted((one, other) => one.getTime() - other.getTime());
  const steps = TIERS.slice(0, Math.max(1, falls.length)).map((key, index) => ({
    key,
    from: falls[index - 1] ?? first,
    until: falls[index] ?? null,
  }));
  const until = steps[0]?.until ?? null;
  return { key: 'gold', since: first, until, belowAt: until, programVersion: 1, steps, override: null };
}

/** A friend of whom more or less is known. */
export const anyFriend: fc.Arbitrary<Friend> = fc
  .record({
    standing: fc.constantFrom('following' as const, 'blocked' as const),
    followedAt: orNull(moment),
    lastActiveAt: orNull(moment),
    friendPath: orNull(fc.constantFrom(...LINKS).map((id) => ({ id, name: id, at: daysAfter(-1) }))),
    profile: orNull(orNull(fc.constantFrom(...LANGUAGES)).map((language) => aProfile(language))),
    attributes: anyAttributes,
    tags: anyTags,
    stage: orNull(held([...STAGES, 'gone'])).map((stage) => stage && { ...stage, policyVersion: 1, lock: null }),
    activityStatus: orNull(held(ACTIVITY_STATUSES)),
    health: orNull(fc.constantFrom(0, 40, 80, 100).map((score) => ({ score, parts: [], at: daysAfter(-1) }))),
    rfm: orNull(
      fc.record({
        recency: fc.integer({ min: 1, max: 5 }),
        frequency: fc.integer({ min: 1, max: 5 }),
        monetary: fc.integer({ min: 1, max: 5 }),
      }),
    ),
    segments: fc
      .subarray(SEGMENTS)
      .chain((ids) => fc.tuple(...ids.map((id) => moment.map((since) => ({ id, since }))))),
    happened: anyHappened,
    campaigns: fc
      .subarray(CAMPAIGNS)
      .chain((ids) =>
        fc.tuple(
          ...ids.map((id) =>
            fc.record(
              { id: fc.constant(id), acceptedAt: moment, clickedAt: orNull(moment), isPromotion: fc.boolean() },
              { requiredKeys: ['id', 'acceptedAt', 'clickedAt'] },
            ),
          ),
        ),
      ),
    surveys: fc
      .subarray(SURVEYS)
      .chain((ids) =>
        fc.tuple(
          ...ids.map((id) => fc.record({ id: fc.constant(id), score: fc.integer({ min: 1, max: 5 }), at: moment })),
        ),
      ),
    conversation: orNull(
      fc.record({
        id: fc.constant('a'),
        state: fc.constantFrom('open' as const, 'resolved' as const),
        since: moment,
        heldSince: fc.constant(null),
        rev: fc.constant(1),
      }),
    ),
    consent: fc
      .subarray(['promotion', 'survey'])
      .chain((purposes) =>
        fc.tuple(
          ...purposes.map((purpose) =>
            fc
              .constantFrom('granted' as const, 'denied' as const)
              .map((state) => [purpose, { state, at: daysAfter(-1), source: 'form' }] as const),
          ),
        ),
      )
      .map((pairs) => Object.fromEntries(pairs) as Friend['consent']),
    blacklisted: orNull(fc.constant({ at: daysAfter(-1), reason: 'asked', by: 'api' })),
    dice: fc.integer({ min: 0, max: 9_999 }),
    points: orNull(fc.uniqueArray(moment, { maxLength: 3, selector: Number })).map(
      (ends) => ends && pointsThatEnd(ends),
    ),
    tier: orNull(fc.uniqueArray(moment, { minLength: 1, maxLength: 4, selector: Number })).map(
      (times) => times && tiersThatFall(times),
    ),
    membership: orNull(moment).map((verifiedOwnerAt) => ({ verifiedOwnerAt, items: [] })),
    orders: fc
      .record({
        count: fc.integer({ min: 0, max: 4 }),
        totalMinor: fc.constantFrom(0, 100, 99_900, 5_000_000),
        lastMinor: orNull(fc.constantFrom(0, 100, 99_900)),
        firstAt: orNull(moment),
        lastAt: orNull(moment),
        products: fc.subarray(['helmet', 'scooter', 'lock']),
      })
      .map((totals) => ({ ...aFriend().orders, ...totals })),
  })
  .map((changes) =>
    aFriend({
      ...changes,
      segments: [...changes.segments],
      campaigns: [...changes.campaigns],
      surveys: [...changes.surveys],
    }),
  );

const BOUNDS = ['eq', 'gt', 'gte', 'lt', 'lte'] as const;
const comparison = (value: fc.Arbitrary<number>) =>
  fc
    .subarray([...BOUNDS], { minLength: 1, maxLength: 2 })
    .chain((bounds) =>
      fc.tuple(...bounds.map((bound) => fc.tuple(fc.constant(bound), value))).map((pairs) => Object.fromEntries(pairs)),
    );
const names = (pool: readonly string[]) => fc.subarray([...pool, 'nowhere'], { minLength: 1 });
const duration = fc.constantFrom('30m', '1h', '12h', '72h', '1d', '7d', '30d');
const age = fc.oneof(
  fc.record({ atLeast: duration }),
  fc.record({ lessThan: duration }),
  fc.record({ atLeast: duration, lessThan: duration }),
);

const tagCondition = fc.record(
  {
    tag: fc.constantFrom(...TAGS, 'never-given'),
    validity: fc.constantFrom('active' as const, 'ended' as const, 'any' as const),
    intensity: comparison(strength),
    level: fc.oneof(
      fc.record({ is: fc.subarray(['L1', 'L2', 'L3', 'L9'], { minLength: 1 }) }),
      fc.record({ atLeast: fc.constantFrom('L1', 'L2', 'L3', 'L9') }),
    ),
    count: comparison(fc.integer({ min: 0, max: 12 })),
    appliedWithin: duration,
    expiresWithin: duration,
    expiredWithin: duration,
    freshness: comparison(fc.constantFrom(0, 33, 50, 66, 100)),
    rose: fc.record({ by: fc.constantFrom(0.5, 1, 3, 5), within: duration }),
    topPercent: fc.constantFrom(10, 50),
    source: fc.record(
      { kind: fc.constantFrom('rule', 'campaign'), id: fc.constantFrom('r1', 'spring') },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ['tag'] },
);
/** Keeps two of the optional parts at most: many at once are met by nobody. */
const withFewParts = <Given extends object>(key: string, conditions: fc.Arbitrary<Given>) =>
  conditions.chain((given) => {
    const optional = Object.keys(given).filter((name) => name !== key);
    return fc
      .subarray(optional, { maxLength: Math.min(2, optional.length) })
      .map((kept) =>
        Object.fromEntries(Object.entries(given).filter(([name]) => name === key || kept.includes(name))),
      ) as unknown as fc.Arbitrary<Given>;
  });
const fewParts = withFewParts('tag', tagCondition).filter(
  ({ validity, expiredWithin }) => validity !== 'active' || expiredWithin === undefined,
);

const attributeCondition = withFewParts(
  'attribute',
  fc.record(
    {
      attribute: fc.constantFrom(...ATTRIBUTES, 'shoeSize'),
      is: anyValue,
      in: fc.uniqueArray(fc.constantFrom<(string | number)[]>('Taipei', '', '5', 'tea', 0, 5), { minLength: 1 }),
      between: comparison(fc.constantFrom(-3.5, 0, 5, 20)),
      contains: fc.constantFrom('Tai', 'tea', '.', '9'),
      from: fc.constantFrom('1996-03-01', '2026-03-01'),
      before: fc.constantFrom('1996-03-01', '2026-03-01'),
      years: comparison(fc.constantFrom(0, 29, 30)),
      comesRoundWithinDays: fc.constantFrom(1, 7, 60),
      isKnown: fc.boolean(),
    },
    { requiredKeys: ['attribute'] },
  ),
);

const score = comparison(fc.integer({ min: 1, max: 5 }));

/** Every kind of condition. */
export const CONDITIONS_BY_KEY: Record<string, fc.Arbitrary<Condition>> = {
  tag: fewParts,
  topIn: fc.record({ topIn: fc.constantFrom('interests', 'nowhere'), is: fc.constantFrom(...TAGS) }),
  stage: fc.record({ stage: names(STAGES), for: age }, { requiredKeys: ['stage'] }),
  activityStatus: fc.record(
    { activityStatus: fc.subarray([...ACTIVITY_STATUSES], { minLength: 1 }), for: age },
    { requiredKeys: ['activityStatus'] },
  ),
  health: fc.record({ health: comparison(fc.constantFrom(0, 40, 80, 100)) }),
  rfm: fc
    .record({ recency: score, frequency: score, monetary: score }, { requiredKeys: ['recency'] })
    .map((rfm) => ({ rfm })),
  segment: fc.record({ segment: fc.constantFrom(...SEGMENTS, 'nowhere'), for: age }, { requiredKeys: ['segment'] }),
  standing: fc.record({ standing: fc.constantFrom('following' as const, 'blocked' as const) }),
  attribute: attributeCondition,
  orders: fc.record({
    orders: fc.record(
      {
        count: comparison(fc.integer({ min: 0, max: 4 })),
        totalMinor: comparison(fc.constantFrom(0, 100, 99_900, 5_000_000)),
        lastMinor: comparison(fc.constantFrom(0, 100, 99_900)),
        first: age,
        last: age,
        product: names(['helmet', 'scooter']),
      },
      { requiredKeys: [] },
    ),
  }),
  event: fc.record(
    {
      event: fc.constantFrom(...KINDS, 'never.happened'),
      count: comparison(fc.integer({ min: 0, max: 6 })),
      within: duration,
      first: age,
      last: age,
    },
    { requiredKeys: ['event'] },
  ),
  sequence: fc.record(
    { sequence: fc.array(fc.constantFrom(...KINDS), { minLength: 2, maxLength: 3 }), within: duration },
    { requiredKeys: ['sequence'] },
  ),
  lastActive: fc.record({ lastActive: age }),
  followed: fc.record({ followed: age }),
  campaign: fc.record(
    {
      campaign: fc.constantFrom(...CAMPAIGNS),
      did: fc.constantFrom('accepted' as const, 'clicked' as const),
      within: duration,
    },
    { requiredKeys: ['campaign', 'did'] },
  ),
  campaigns: fc.record({
    campaigns: fc.record(
      {
        count: comparison(fc.integer({ min: 0, max: 3 })),
        within: duration,
        of: fc.constantFrom('promotion' as const, 'service' as const),
      },
      { requiredKeys: ['count'] },
    ),
  }),
  survey: fc.record({ survey: fc.constantFrom(...SURVEYS), score, within: duration }, { requiredKeys: ['survey'] }),
  conversation: fc.record(
    { conversation: fc.subarray([...CONVERSATION_STATES], { minLength: 1 }), for: age },
    { requiredKeys: ['conversation'] },
  ),
  consent: fc.record({
    consent: fc.constantFrom('promotion', 'survey', 'service'),
    is: fc.constantFrom('granted' as const, 'denied' as const),
  }),
  blacklisted: fc.record({ blacklisted: fc.boolean() }),
  verifiedOwner: fc.record({ verifiedOwner: fc.boolean() }),
  tier: fc.record({ tier: names(TIERS) }),
  points: fc.record({ points: comparison(fc.constantFrom(0, 1, 10, 20, 30)) }),
  friendPath: fc.record({ friendPath: names(LINKS) }),
  language: fc.record({ language: names(LANGUAGES) }),
  random: fc.record({
    random: fc.record({ percent: fc.constantFrom(0.01, 10, 50, 100), salt: fc.constantFrom('', 'spring', 'autumn') }),
  }),
  everyone: fc.constant({ everyone: true as const }),
};

const condition: fc.Arbitrary<Condition> = fc.oneof(
  { weight: 6, arbitrary: fewParts },
  { weight: 3, arbitrary: attributeCondition },
  { weight: 3, arbitrary: fc.oneof(CONDITIONS_BY_KEY['event'] ?? fewParts, CONDITIONS_BY_KEY['sequence'] ?? fewParts) },
  { weight: 12, arbitrary: fc.oneof(...Object.values(CONDITIONS_BY_KEY)) },
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
