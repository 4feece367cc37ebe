import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { tierAt, type FriendTier } from '../../../src/friends/core/friend-tier.js';
import type { Credit } from '../../../src/tiers/core/counted.js';
import { decideTier, type TierDecision } from '../../../src/tiers/core/decide-tier.js';
import type { TierProgram } from '../../../src/tiers/core/program.js';
import { aProgram, aTier } from './a-program.js';

const TAIPEI = 'Asia/Taipei';
const credit = (at: string, amount: number): Credit => ({ at: new Date(at), amount });
const decide = (
  credits: Credit[],
  now: string,
  {
    program = aProgram(),
    before = null,
    version = 1,
  }: Partial<{ program: TierProgram; before: FriendTier | null; version: number }> = {},
): TierDecision => decideTier({ program, version, timeZone: TAIPEI }, credits, before, new Date(now));
const told = ({ moves }: TierDecision) => moves.map(({ from, to, why, at }) => [from, to, why, at.toISOString()]);

const EARNED = credit('2026-03-01T02:00:00Z', 950);
const MORE = credit('2026-03-11T02:00:00Z', 60);
const EARNED_LEAVES = '2026-03-30T16:00:00.000Z';
const MORE_LEAVES = '2026-04-09T16:00:00.000Z';

test('what reaches the threshold is gold at once, and a second look tells nothing', () => {
  const silver = decide([EARNED], '2026-03-01T02:00:00Z');
  expect(told(silver)).toEqual([[null, 'silver', 'upgrade', '2026-03-01T02:00:00.000Z']]);
  const gold = decide([EARNED, MORE], '2026-03-11T02:00:00Z', { before: silver.tier });
  expect(told(gold)).toEqual([['silver', 'gold', 'upgrade', '2026-03-11T02:00:00.000Z']]);
  const again = decide([EARNED, MORE], '2026-03-11T03:00:00Z', { before: gold.tier });
  expect([again.tier, again.moves]).toEqual([gold.tier, []]);
});

test('it says when it falls, and to what, in the order in which what counts leaves the window', () => {
  const { tier, checkAt } = decide([EARNED, MORE, credit('2026-03-20T02:00:00Z', 500)], '2026-03-21T02:00:00Z');
  expect(tier).toMatchObject({ key: 'gold', until: new Date(EARNED_LEAVES), belowAt: new Date(EARNED_LEAVES) });
  expect(checkAt).toEqual(new Date(EARNED_LEAVES));
  expect(tier?.steps.map(({ key, until }) => [key, until?.toISOString()])).toEqual([
    ['gold', EARNED_LEAVES],
    ['silver', '2026-04-18T16:00:00.000Z'],
  ]);
});

describe('a fall', () => {
  const gold = decide([EARNED, MORE], '2026-03-11T02:00:00Z').tier;

  test('is at its exact time for every reader, before anybody wrote it down', () => {
    const before = new Date(Date.parse(EARNED_LEAVES) - 1);
    expect([tierAt(gold, before)?.key, tierAt(gold, new Date(EARNED_LEAVES))]).toEqual(['gold', undefined]);
  });

  test('is told with that time, however late somebody looks', () => {
    const late = decide([EARNED, MORE], '2026-06-01T00:00:00Z', { before: gold });
    expect(told(late)).toEqual([['gold', null, 'downgrade', EARNED_LEAVES]]);
    expect([late.tier, late.checkAt]).toEqual([null, null]);
  });

  test('down two steps is told as two, each at its time', () => {
    const credits = [EARNED, MORE, credit('2026-03-20T02:00:00Z', 500)];
    const { tier: before } = decide(credits, '2026-03-21T02:00:00Z');
    expect(told(decide(credits, '2026-06-01T00:00:00Z', { before }))).toEqual([
      ['gold', 'silver', 'downgrade', EARNED_LEAVES],
      ['silver', null, 'downgrade', '2026-04-18T16:00:00.000Z'],
    ]);
  });

  test('and what came since brings the friend up again', () => {
    const credits = [EARNED, MORE, credit('2026-04-02T02:00:00Z', 1_000)];
    const looked = decide(credits, '2026-04-02T02:00:00Z', { before: gold });
    expect(told(looked)).toEqual([
      ['gold', null, 'downgrade', EARNED_LEAVES],
      [null, 'gold', 'upgrade', '2026-04-02T02:00:00.000Z'],
    ]);
  });

  test('does not happen when enough came before it, also when nobody looked in between', () => {
    const credits = [EARNED, MORE, credit('2026-03-29T02:00:00Z', 1_000)];
    const looked = decide(credits, '2026-04-02T02:00:00Z', { before: gold });
    expect(looked.moves).toEqual([]);
    expect(looked.tier).toMatchObject({ key: 'gold', since: gold?.since, until: new Date('2026-04-27T16:00:00Z') });
  });
});

describe('with a grace of seven days', () => {
  const program = aProgram({ graceDays: 7 });
  const gold = decide([EARNED, MORE], '2026-03-11T02:00:00Z', { program }).tier;
  const ENDS = '2026-04-06T16:00:00.000Z';

  test('the tier is kept through it and falls to what is reached at its end', () => {
    expect(gold).toMatchObject({ until: new Date(ENDS), belowAt: new Date(EARNED_LEAVES) });
    const within = decide([EARNED, MORE], '2026-04-05T00:00:00Z', { program, before: gold });
    expect([within.moves, within.tier]).toEqual([[], gold]);
    const after = decide([EARNED, MORE], ENDS, { program, before: gold });
    expect(told(after)).toEqual([['gold', null, 'downgrade', ENDS]]);
  });

  test('earning enough within it keeps the tier, and the next grace is a whole one', () => {
    const credits = [EARNED, MORE, credit('2026-04-05T02:00:00Z', 990)];
    const kept = decide(credits, '2026-04-05T02:00:00Z', { program, before: gold });
    expect([kept.moves, kept.tier?.belowAt?.toISOString()]).toEqual([[], MORE_LEAVES]);
    expect(kept.tier?.until?.toISOString()).toBe('2026-04-16T16:00:00.000Z');
  });

  test('a refund begins it at once, and a second refund does not begin it anew', () => {
    const refunded = decide([EARNED], '2026-03-12T04:00:00Z', { program, before: gold });
    expect(refunded.tier).toMatchObject({ key: 'gold', belowAt: new Date('2026-03-12T04:00:00Z') });
    expect(refunded.tier?.until?.toISOString()).toBe('2026-03-19T16:00:00.000Z');
    const again = decide([], '2026-03-14T04:00:00Z', { program, before: refunded.tier });
    expect(again.tier?.until?.toISOString()).toBe('2026-03-19T16:00:00.000Z');
    expect(told(decide([], '2026-03-19T16:00:00Z', { program, before: again.tier }))).toEqual([
      ['gold', null, 'downgrade', '2026-03-19T16:00:00.000Z'],
    ]);
  });
});

test('without grace a refund takes the tier away at once', () => {
  const before = decide([EARNED, MORE], '2026-03-11T02:00:00Z').tier;
  expect(told(decide([EARNED], '2026-03-12T04:00:00Z', { before }))).toEqual([
    ['gold', 'silver', 'downgrade', '2026-03-12T04:00:00.000Z'],
  ]);
});

test('a calendar year ends for everybody at midnight in the zone of the channel', () => {
  const program = aProgram({ window: { kind: 'calendar', period: 'year' } });
  const credits = [credit('2026-05-01T00:00:00Z', 1_200), credit('2026-12-31T16:00:00Z', 600)];
  const before = decide(credits.slice(0, 1), '2026-05-01T00:00:00Z', { program }).tier;
  expect(before?.until?.toISOString()).toBe('2026-12-31T16:00:00.000Z');
  expect(told(decide(credits, '2027-01-01T00:00:00Z', { program, before }))).toEqual([
    ['gold', 'silver', 'downgrade', '2026-12-31T16:00:00.000Z'],
  ]);
});

test('a tier with threshold 0 is everybody’s, for good', () => {
  const program = aProgram({ tiers: [aTier('member', 0), aTier('gold', 1_000)] });
  expect(decide([], '2026-03-01T00:00:00Z', { program })).toMatchObject({
    tier: { key: 'member', until: null },
    checkAt: null,
  });
});

test('what is dated in the future counts from then on', () => {
  const { tier, checkAt } = decide([credit('2026-03-05T00:00:00Z', 600)], '2026-03-01T00:00:00Z');
  expect([tier, checkAt]).toEqual([null, new Date('2026-03-05T00:00:00Z')]);
});

describe('another version of the program', () => {
  const gold = decide([EARNED, MORE], '2026-03-11T02:00:00Z').tier;

  test('that no longer has the tier moves the friend to what they reach', () => {
    const program = aProgram({ tiers: [aTier('bronze', 100), aTier('platinum', 2_000)] });
    const moved = decide([EARNED, MORE], '2026-03-12T00:00:00Z', { program, before: gold, version: 2 });
    expect(told(moved)).toEqual([['gold', 'bronze', 'program', '2026-03-12T00:00:00.000Z']]);
    expect(moved.tier).toMatchObject({ programVersion: 2 });
  });

  test('with a lower threshold brings up, with a higher one lets the grace run', () => {
    const silver = decide([EARNED], '2026-03-01T02:00:00Z').tier;
    const lower = aProgram({ tiers: [aTier('silver', 500), aTier('gold', 900)] });
    const up = decide([EARNED], '2026-03-12T00:00:00Z', { program: lower, before: silver, version: 2 });
    expect(told(up)).toEqual([['silver', 'gold', 'program', '2026-03-12T00:00:00.000Z']]);
    const higher = aProgram({ tiers: [aTier('silver', 500), aTier('gold', 5_000)], graceDays: 7 });
    const kept = decide([EARNED, MORE], '2026-03-12T00:00:00Z', { program: higher, before: gold, version: 2 });
    expect([kept.tier?.key, kept.tier?.until?.toISOString()]).toEqual(['gold', '2026-03-19T16:00:00.000Z']);
  });
});

describe('what staff set', () => {
  const until = new Date('2026-03-20T00:00:00Z');
  const set = (end: Date | null): FriendTier => ({
    key: 'gold',
    since: new Date('2026-03-02T00:00:00Z'),
    until: end,
    belowAt: null,
    programVersion: 1,
    steps: [],
    override: { by: 'staff', reason: 'a friend of the house', until: end },
  });

  test('stands whatever counts, and then the program decides at exactly that time', () => {
    const held = decide([EARNED], '2026-03-05T00:00:00Z', { before: set(until) });
    expect(held.moves).toEqual([]);
    expect(held.tier?.steps.map(({ key }) => key)).toEqual(['gold', 'silver']);
    const after = decide([EARNED], '2026-03-25T00:00:00Z', { before: held.tier });
    expect(told(after)).toEqual([['gold', 'silver', 'overrideEnded', until.toISOString()]]);
    expect(after.tier).toMatchObject({ key: 'silver', override: null });
  });

  test('for good has no end', () => {
    const { tier, checkAt } = decide([], '2030-01-01T00:00:00Z', { before: set(null) });
    expect([tier?.key, tier?.until, checkAt]).toEqual(['gold', null, null]);
  });
});

test('whenever and however often somebody looks, the tier ends up the same, and readers agree with who wrote it down', () => {
  const anyCredits = fc.array(
    fc.record({ hour: fc.integer({ min: 0, max: 2_400 }), amount: fc.integer({ min: 1, max: 700 }) }),
    { maxLength: 12 },
  );
  const START = Date.UTC(2026, 0, 1);
  const at = (hour: number) => new Date(START + hour * 3_600_000);
  fc.assert(
    fc.property(
      anyCredits,
      fc.constantFrom(0, 5),
      fc.array(fc.integer({ min: 0, max: 3_000 })),
      (given, graceDays, extra) => {
        const program = aProgram({ graceDays });
        const credits = given.map(({ hour, amount }) => ({ at: at(hour), amount }));
        const judge = (hour: number, before: FriendTier | null, known: Credit[]) =>
          decideTier({ program, version: 1, timeZone: TAIPEI }, known, before, at(hour));
        const run = (hours: number[]) => {
          let tier: FriendTier | null = null;
          let known: Credit[] = [];
          const moves: unknown[] = [];
          for (const hour of hours.toSorted((one, other) => one - other)) {
            expect(tierAt(tier, at(hour))?.key).toBe(judge(hour, tier, known).tier?.key);
            known = credits.filter((one) => one.at <= at(hour));
            const decision: TierDecision = judge(hour, tier, known);
            ({ tier } = decision);
            moves.push(...decision.moves);
          }
          return { tier, moves };
        };
        const told = [...given.map(({ hour }) => hour), 3_100];
        expect(run([...told, ...extra])).toEqual(run(told));
      },
    ),
  );
});
