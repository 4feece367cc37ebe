import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { decideStage, DEFAULT_POLICY, StagePolicy } from '../../../src/lifecycle/core/policy.js';
import type { Friend } from '../../../src/friends/core/friend.js';
import { EMPTY_KNOWN } from '../../../src/segments/core/known.js';
import type { SegmentRule } from '../../../src/segments/core/rule.js';
import { after, aFriend, aTag, daysAfter, halfLife, START } from '../../friends/a-friend.js';
import { anyFriend, anyNow, anyRule } from '../../segments/random.js';

const inStage = (name: string | null, changes: Partial<Friend> = {}) =>
  aFriend({ stage: name === null ? null : { name, since: START, policyVersion: 1, lock: null }, ...changes });
const orders = (count: number) => ({ orders: { ...aFriend().orders, count } });
const owner = { membership: { verifiedOwnerAt: START, items: [] } };
const interested = (v: number) => ({ tags: [aTag({ v, fading: halfLife(14) })] });
const stageOf = (friend: Friend, now = START, policy = DEFAULT_POLICY) =>
  decideStage(policy, friend, now, EMPTY_KNOWN).stage;

describe('by the policy that a channel starts with, a friend', () => {
  test.each([
    ['of whom nothing is known starts in acquire', inStage(null), 'acquire'],
    ['stays in acquire without interest', inStage('acquire', interested(2.4)), 'acquire'],
    ['is engaged by enough interest', inStage('acquire', interested(2.5)), 'engage'],
    ['is engaged by owning one', inStage('acquire', owner), 'engage'],
    ['goes to the highest stage at once, on the first look too', inStage(null, orders(3)), 'grow'],
    ['is retained by an order', inStage('engage', orders(1)), 'retain'],
    ['stays in retain while no entry rule above holds', inStage('retain', orders(2)), 'retain'],
    ['grows by the third order', inStage('retain', orders(3)), 'grow'],
    ['falls back to retain when an order is cancelled', inStage('grow', orders(2)), 'retain'],
    ['falls to the highest earlier stage that still fits', inStage('grow', { ...orders(0), ...owner }), 'engage'],
    ['falls to the first when none fits', inStage('grow', orders(0)), 'acquire'],
    ['stays engaged when interest fades: that stage has no exit', inStage('engage', interested(1)), 'engage'],
    ['of a stage that the policy no longer has starts over', inStage('nurture'), 'acquire'],
    [
      'of a stage that the policy no longer has goes where an entry rule holds',
      inStage('nurture', orders(1)),
      'retain',
    ],
  ])('%s', (_promise, friend, stage) => {
    expect(stageOf(friend)).toBe(stage);
  });

  test('has the policy checked like any other', () => {
    expect(StagePolicy.parse(DEFAULT_POLICY)).toEqual(DEFAULT_POLICY);
  });
});

describe('entering comes before leaving', () => {
  const policy = StagePolicy.parse({
    stages: [
      { name: 'acquire', enter: null },
      { name: 'engage', enter: { tag: 'hot' }, exit: { not: { tag: 'hot' } } },
      { name: 'grow', enter: { orders: { count: { gte: 1 } } } },
    ],
  });
  test('a friend whose exit rule holds goes up when a later entry rule holds', () => {
    expect(stageOf(inStage('engage', orders(1)), START, policy)).toBe('grow');
  });
  test('and is never moved by an entry rule of the stage that they are in', () => {
    expect(stageOf(inStage('engage', { tags: [aTag({ tagId: 'hot' })] }), START, policy)).toBe('engage');
  });
  test('a friend does not come into a stage that they would leave at once', () => {
    const policy = StagePolicy.parse({
      stages: [
        { name: 'acquire', enter: null },
        { name: 'grow', enter: { orders: { count: { gte: 1 } } }, exit: { orders: { count: { lte: 5 } } } },
      ],
    });
    expect(stageOf(inStage('acquire', orders(2)), START, policy)).toBe('acquire');
    expect(stageOf(inStage('acquire', orders(6)), START, policy)).toBe('grow');
  });

  test('unknown is no reason to enter or to leave', () => {
    const unknown: SegmentRule = { language: ['ja'] };
    const cautious: StagePolicy = {
      stages: [
        { name: 'acquire', enter: null, exit: null },
        { name: 'engage', enter: { everyone: true }, exit: unknown },
        { name: 'grow', enter: { not: unknown }, exit: null },
      ],
    };
    expect(stageOf(inStage('engage'), START, cautious)).toBe('engage');
  });
});

describe('because', () => {
  test('is what the entry rule saw', () => {
    const { because } = decideStage(DEFAULT_POLICY, inStage('acquire', orders(1)), START, EMPTY_KNOWN);
    expect(because).toEqual([
      { condition: { orders: { count: { gte: 1 } } }, truth: true, value: { count: 1, totalMinor: 0, lastAt: null } },
    ]);
  });
  test('is what the exit rule saw, for a friend who leaves', () => {
    const { because } = decideStage(DEFAULT_POLICY, inStage('retain', orders(0)), START, EMPTY_KNOWN);
    expect(because).toEqual([
      { condition: { orders: { count: { lte: 0 } } }, truth: true, value: { count: 0, totalMinor: 0, lastAt: null } },
    ]);
  });
});

describe('nextCheckAt', () => {
  const timed = StagePolicy.parse({
    stages: [
      { name: 'acquire', enter: null },
      { name: 'engage', enter: { verifiedOwner: true }, exit: { not: { tag: 'hot' } } },
    ],
  });
  const hot = { tags: [aTag({ tagId: 'hot', expiresAt: daysAfter(3) })] };

  test('is the time at which the exit rule may hold', () => {
    expect(decideStage(timed, inStage('engage', hot), START, EMPTY_KNOWN).nextCheckAt).toEqual(daysAfter(3));
  });

  test('is so also for a friend who enters that stage only now', () => {
    const decision = decideStage(timed, inStage('acquire', { ...hot, ...owner }), START, EMPTY_KNOWN);
    expect(decision).toMatchObject({ stage: 'engage', nextCheckAt: daysAfter(3) });
  });

  test('is not the time of an exit from a stage that the friend has left', () => {
    const decision = decideStage(timed, inStage('acquire', hot), START, EMPTY_KNOWN);
    expect(decision).toMatchObject({ stage: 'acquire', nextCheckAt: null });
  });

  test('is the time at which a fading interest no longer lets in', () => {
    const { nextCheckAt } = decideStage(DEFAULT_POLICY, inStage('acquire', interested(5)), START, EMPTY_KNOWN);
    // At the very instant the interest is exactly enough; rounding decides whether it still is.
    expect([daysAfter(14), daysAfter(14, after(1))]).toContainEqual(nextCheckAt);
  });

  test('comes before a friend who went where they belong would move, for any policy, friend and time', () => {
    const names = ['acquire', 'engage', 'retain', 'grow'];
    const anyPolicy = fc
      .array(fc.record({ enter: anyRule, exit: fc.option(anyRule, { nil: null }) }), { minLength: 1, maxLength: 4 })
      .map((drawn): StagePolicy => ({
        stages: drawn.map(({ enter, exit }, index) => ({
          name: names[index] ?? '',
          enter: index === 0 ? null : enter,
          exit,
        })),
      }));
    const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(anyPolicy, anyFriend, anyNow, share, (policy, friend, now, sooner) => {
        const { stage, nextCheckAt } = decideStage(policy, friend, now, EMPTY_KNOWN);
        const moved = { ...friend, stage: { name: stage, since: now, policyVersion: 1, lock: null } };
        const settled = friend.stage?.name === stage ? friend : moved;
        const end = (nextCheckAt ?? daysAfter(3_650, now)).getTime();
        const between = new Date(now.getTime() + Math.floor(sooner * (end - now.getTime())));
        expect(stageOf(settled, between, policy)).toBe(stageOf(settled, now, policy));
        expect(stageOf(settled, new Date(end - 1), policy)).toBe(stageOf(settled, now, policy));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('the maximum age of a stage', () => {
  const aging = StagePolicy.parse({
    stages: [
      { name: 'acquire', enter: null },
      { name: 'engage', enter: { tag: 'hot' }, maxAgeDays: 30, onMaxAge: 'acquire' },
      { name: 'retain', enter: { orders: { count: { gte: 1 } } }, maxAgeDays: 10 },
    ],
  });
  const hot = { tags: [aTag({ tagId: 'hot' })] };
  const look = (friend: Friend, now: Date) => decideStage(aging, friend, now, EMPTY_KNOWN);

  test('moves a friend on the exact millisecond, with the age as the reason', () => {
    expect(look(inStage('engage', hot), START).nextCheckAt).toEqual(daysAfter(30));
    expect(look(inStage('engage', hot), daysAfter(30, after(-1)))).toMatchObject({ stage: 'engage', isOverdue: false });
    expect(look(inStage('engage', hot), daysAfter(30))).toMatchObject({
      stage: 'acquire',
      agedOutOf: 'engage',
      because: [{ condition: { maxAgeDays: 30 }, truth: true, value: { since: START } }],
    });
  });

  test('closes the stage that was left until its rule has once not held, so that nobody goes back and forth', () => {
    const stage = { name: 'acquire', since: daysAfter(30), policyVersion: 1, lock: null, agedOutOf: 'engage' };
    expect(look(aFriend({ stage, ...hot }), daysAfter(31))).toMatchObject({ stage: 'acquire', agedOutOf: 'engage' });
    expect(look(aFriend({ stage }), daysAfter(32))).toMatchObject({ stage: 'acquire', agedOutOf: null });
    const open = aFriend({ stage: { ...stage, agedOutOf: null }, ...hot });
    expect(look(open, daysAfter(33))).toMatchObject({ stage: 'engage' });
    expect(look(aFriend({ stage, ...hot, ...orders(1) }), daysAfter(31))).toMatchObject({ stage: 'retain' });
  });

  test('without a way out only says that the friend is overdue', () => {
    expect(look(inStage('retain', orders(1)), daysAfter(9))).toMatchObject({ isOverdue: false });
    expect(look(inStage('retain', orders(1)), daysAfter(10))).toMatchObject({ stage: 'retain', isOverdue: true });
  });
});

describe('a lock', () => {
  const locked = (until: Date | null) => ({
    stage: { name: 'acquire', since: START, policyVersion: 1, lock: { by: 'key', reason: 'talks with sales', until } },
  });
  const look = (friend: Friend, now: Date) => decideStage(DEFAULT_POLICY, friend, now, EMPTY_KNOWN);

  test('keeps the friend where somebody put them, to the millisecond', () => {
    const friend = aFriend({ ...locked(daysAfter(2)), ...orders(3) });
    expect(look(friend, START)).toMatchObject({ stage: 'acquire', nextCheckAt: daysAfter(2) });
    expect(look(friend, daysAfter(2, after(-1)))).toMatchObject({ stage: 'acquire' });
    expect(look(friend, daysAfter(2))).toMatchObject({ stage: 'grow' });
  });
  test('for good never ends by itself', () => {
    expect(look(aFriend({ ...locked(null), ...orders(3) }), daysAfter(3_000))).toMatchObject({
      stage: 'acquire',
      nextCheckAt: null,
    });
  });
  test('on a stage that is gone holds nobody', () => {
    const { stage } = locked(null);
    expect(look(aFriend({ stage: { ...stage, name: 'nurture' }, ...orders(1) }), START)).toMatchObject({
      stage: 'retain',
    });
  });
});

test('a friend keeps their stage when it is renamed, however long ago they were last seen', () => {
  const lineage = {
    engage: [
      { name: 'interested', from: 0 },
      { name: 'warm', from: 2 },
      { name: 'engage', from: 3 },
    ],
  };
  const policy = { ...DEFAULT_POLICY, lineage };
  const decision = decideStage(policy, inStage('interested'), START, EMPTY_KNOWN);
  expect(decision).toMatchObject({ stage: 'engage', isRename: true });
  expect(decideStage(policy, inStage('engage'), START, EMPTY_KNOWN)).toMatchObject({
    stage: 'engage',
    isRename: false,
  });
});

describe('a policy is refused', () => {
  const first = { name: 'acquire', enter: null };
  const later = { name: 'engage', enter: { everyone: true } };
  test.each([
    ['without stages', [], 'stages', 'Too small: expected array to have >=1 items'],
    ['with two stages of one name', [first, { ...later, name: 'acquire' }], '', 'stage names must differ'],
    [
      'with a later stage that nobody can enter',
      [first, { ...later, enter: null }],
      '',
      'every stage but the first needs an entry rule',
    ],
    [
      'with an entry rule for the first stage',
      [{ ...first, enter: { everyone: true } }],
      '',
      'every stage but the first needs an entry rule',
    ],
    ['with a name of two words', [{ ...first, name: 'at risk' }], 'stages.0.name', 'must be a camelCase word'],
    [
      'with 21 stages',
      [first, ...Array.from({ length: 20 }, (_, index) => ({ ...later, name: `s${'x'.repeat(index)}` }))],
      'stages',
      'Too big: expected array to have <=20 items',
    ],
    [
      'with a rule that is none',
      [first, { ...later, exit: { moon: 'full' } }],
      'stages.1.exit',
      'must be an object with one of tag',
    ],
    [
      'with overdue friends sent nowhere',
      [{ ...first, maxAgeDays: 3, onMaxAge: 'moon' }, later],
      '',
      'onMaxAge must name another stage of this policy',
    ],
    [
      'with overdue friends sent where they are',
      [{ ...first, maxAgeDays: 3, onMaxAge: 'acquire' }],
      '',
      'another stage',
    ],
    [
      'with a way for the overdue but no age',
      [first, { ...later, onMaxAge: 'acquire' }],
      '',
      'onMaxAge needs maxAgeDays',
    ],
    [
      'with two stages that were one',
      [
        { ...first, renamedFrom: 'reach' },
        { ...later, renamedFrom: 'reach' },
      ],
      '',
      'each one once',
    ],
    ['with a former name that is still in use', [first, { ...later, renamedFrom: 'acquire' }], '', 'no longer there'],
    ['with an age of no days', [{ ...first, maxAgeDays: 0 }], 'stages.0.maxAgeDays', 'Too small'],
  ])('%s', (_why, stages, path, message) => {
    const [issue, ...others] = StagePolicy.safeParse({ stages }).error?.issues ?? [];
    expect(others).toEqual([]);
    expect(issue?.path.join('.')).toBe(path);
    expect(issue?.message).toContain(message);
  });
});
