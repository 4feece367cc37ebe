import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { fallsBelowAt, intensityAt, isActive, keptFrom, type FriendTag } from '../../../src/friends/core/friend-tag.js';
import { settleTag } from '../../../src/tags/core/settle.js';
import {
  applyEntry,
  balanceAt,
  byTime,
  foldLedger,
  replayLedger,
  type TagEntry,
} from '../../../src/tags/core/state.js';
import type { TagBehaviour, TagInput } from '../../../src/tags/core/tag.js';
import { after, DAY_MS, daysAfter, hoursAfter, START } from '../../friends/a-friend.js';
import { aTagLike, fading14Days, TAG, valid72Hours } from '../a-behaviour.js';

const MINUTE_MS = 60_000;
const LINK = { kind: 'link', id: 'A' };

/** One application of weight 1, unless said otherwise. */
const apply = (at: Date, changes: Partial<TagEntry> = {}): TagEntry => ({
  id: `entry-${at.getTime()}`,
  at,
  op: 'apply',
  weight: 1,
  source: LINK,
  ...changes,
});

/** The state both ways: by fold, and by one entry after the other. They must be the same to the last bit. */
function stateOf(tag: TagBehaviour, entries: TagEntry[]): FriendTag {
  const folded = foldLedger(tag, entries);
  const applied = entries
    .toSorted(byTime)
    .reduce<FriendTag | null>((state, entry) => applyEntry(state, tag, entry).state, null);
  expect(applied).toEqual(folded);
  if (!folded) throw new Error('The ledger is empty.');
  return folded;
}

describe('validity of 72 hours', () => {
  const twice = [apply(START), apply(hoursAfter(48))];

  test('restarts with each application: over at hour 120, exclusive', () => {
    const state = stateOf(aTagLike({ validity: valid72Hours() }), twice);
    expect(state).toMatchObject({ expiresAt: hoursAfter(120), activeUntil: hoursAfter(120), endsBy: 'expiry' });
    expect(isActive(state, hoursAfter(100))).toBe(true);
    expect(isActive(state, after(-1, hoursAfter(120)))).toBe(true);
    expect(isActive(state, hoursAfter(120))).toBe(false);
  });

  test('is kept by an application while it runs: over at hour 72', () => {
    const state = stateOf(aTagLike({ validity: valid72Hours({ onReapply: 'keep' }) }), twice);
    expect(isActive(state, hoursAfter(73))).toBe(false);
    expect(state).toMatchObject({ expiresAt: hoursAfter(72), firstAt: START, lastAt: hoursAfter(48), count: 2 });
  });

  test('is extended by each application, up to 5 days in all', () => {
    const validity = valid72Hours({ onReapply: 'extend', maxTotal: { n: 5, unit: 'day' } });
    const thrice = [apply(START), apply(hoursAfter(1)), apply(hoursAfter(2))];
    expect(stateOf(aTagLike({ validity }), thrice).expiresAt).toEqual(hoursAfter(120));
  });

  test('is extended without end where no total is set', () => {
    const validity = valid72Hours({ onReapply: 'extend' });
    expect(stateOf(aTagLike({ validity }), twice).expiresAt).toEqual(hoursAfter(144));
  });

  test('starts anew with an application at the very instant of its end', () => {
    const tag = aTagLike({ validity: valid72Hours({ onReapply: 'keep' }) });
    expect(stateOf(tag, [apply(START), apply(hoursAfter(72))])).toMatchObject({
      since: hoursAfter(72),
      expiresAt: hoursAfter(144),
      firstAt: START,
      count: 2,
    });
  });

  test('in days until the end of the third day in Taipei', () => {
    const tag = aTagLike({ validity: { ttl: { n: 3, unit: 'day' }, dayMode: 'endOfDay' } });
    expect(stateOf(tag, [apply(START)]).expiresAt).toEqual(new Date('2026-03-04T23:59:59.999+08:00'));
  });

  test('never ends for a tag without validity', () => {
    expect(stateOf(aTagLike(), twice)).toMatchObject({ expiresAt: null, activeUntil: null, endsBy: null });
  });

  test('is the earlier one for what was applied before an edit that left it so', () => {
    const tag: TagBehaviour = {
      ...aTagLike({ validity: valid72Hours({ ttl: { n: 1, unit: 'hour' } }) }),
      earlierValidities: [
        { until: hoursAfter(10), validity: { ttl: { n: 72, unit: 'hour' }, dayMode: 'exact', onReapply: 'restart' } },
      ],
    };
    expect(stateOf(tag, [apply(START)]).expiresAt).toEqual(hoursAfter(72));
    expect(stateOf(tag, [apply(START), apply(hoursAfter(10))]).expiresAt).toEqual(hoursAfter(11));
  });
});

describe('intensity', () => {
  test.each([
    ['at day 14', [apply(START, { weight: 10 })], 14, 5],
    ['at day 28', [apply(START, { weight: 10 })], 28, 2.5],
    ['after 4 more at day 14', [apply(START, { weight: 10 }), apply(daysAfter(14), { weight: 4 })], 14, 9],
  ])('of 10 with a half-life of 14 days, %s', (_when, entries, days, expected) => {
    expect(intensityAt(stateOf(aTagLike({ intensity: fading14Days() }), entries), daysAfter(days))).toBe(expected);
  });

  test.each([
    [7, 6],
    [14, 5],
    [21, 4],
  ])('of 6, losing 1 in 7 days after 7 idle days, on day %i is %d', (days, expected) => {
    const decay = { kind: 'linear', amount: 1, everyDays: 7, afterIdleDays: 7 } as const;
    const state = stateOf(aTagLike({ intensity: { decay } }), [apply(START, { weight: 6 })]);
    expect(intensityAt(state, daysAfter(days))).toBeCloseTo(expected, 9);
  });

  test.each([
    [29, 3],
    [31, 2],
    [41, 1],
  ])('within a window of 30 days, of 1 on days 0, 10 and 29, on day %i is %d', (days, expected) => {
    const tag = aTagLike({ intensity: { decay: { kind: 'window', days: 30 } } });
    const state = stateOf(tag, [apply(START), apply(daysAfter(10)), apply(daysAfter(29))]);
    expect(intensityAt(state, daysAfter(days))).toBe(expected);
  });

  test('without fading is the sum, and its count that of the applications', () => {
    const entries = [apply(START), apply(hoursAfter(24), { weight: 2 }), apply(daysAfter(365), { weight: 3 })];
    expect(stateOf(aTagLike(), entries)).toMatchObject({ v: 6, count: 3, fading: { kind: 'none' } });
  });

  test('begins at its initial value in each run, and stops at its maximum while the count goes on', () => {
    const tag = aTagLike({ validity: valid72Hours(), intensity: { initial: 3, max: 5 } });
    expect(stateOf(tag, [apply(START)]).v).toBe(4);
    expect(stateOf(tag, [apply(START), apply(hoursAfter(1), { weight: 9 })])).toMatchObject({ v: 5, count: 2 });
    expect(stateOf(tag, [apply(START, { weight: 2 }), apply(hoursAfter(80))])).toMatchObject({ v: 4, count: 2 });
  });

  test('is stored with the key that a query compares', () => {
    const { k } = stateOf(aTagLike({ intensity: fading14Days() }), [apply(START, { weight: 8 })]);
    expect(k).toBeCloseTo(3 + START.getTime() / DAY_MS / 14, 9);
  });
});

describe('a double click', () => {
  const at = (minutes: number, id = 'A') =>
    apply(after(minutes * MINUTE_MS), { id: `${id}-${minutes}`, source: { kind: 'link', id } });
  const cooldown = (per: 'source' | 'tag') => aTagLike({ intensity: { cooldown: { n: 10, unit: 'minute', per } } });
  const clicks = [at(0), at(5), at(11), at(5, 'B')];
  const suppressedOf = (tag: TagBehaviour, entries: TagEntry[]) =>
    replayLedger(tag, entries).steps.flatMap(({ entry, step }) =>
      step.suppressed ? [[entry.id, step.suppressed]] : [],
    );

  test('within the cooldown of its source counts once, and another source counts on its own', () => {
    expect(stateOf(cooldown('source'), clicks)).toMatchObject({ v: 3, count: 3, lastAt: after(11 * MINUTE_MS) });
    expect(suppressedOf(cooldown('source'), clicks)).toEqual([['A-5', 'cooldown']]);
  });

  test('within the cooldown of the tag counts once, whatever the source', () => {
    expect(stateOf(cooldown('tag'), clicks).v).toBe(2);
  });

  test('does not lengthen the cooldown, which is counted from what counted', () => {
    expect(stateOf(cooldown('source'), [at(0), at(9), at(10)]).v).toBe(2);
  });

  test('beyond the daily cap does not count until the next day in Taipei', () => {
    const tag = aTagLike({ intensity: { dailyCap: 2 } });
    const entries = [at(0), at(1), at(2), apply(new Date('2026-03-01T16:00:00Z'))];
    expect(stateOf(tag, entries)).toMatchObject({ v: 3, count: 3 });
    expect(suppressedOf(tag, entries)).toEqual([['A-2', 'dailyCap']]);
  });
});

describe('levels', () => {
  const levelled = (hysteresis = 0) => aTagLike({ intensity: fading14Days({ hysteresis }) });

  test.each([
    [0.99, null],
    [1, 'L1'],
    [2.99, 'L1'],
    [3, 'L2'],
    [9.99, 'L3'],
    [10, 'L4'],
    [999, 'L4'],
  ])('an intensity of %d is level %s', (weight, level) => {
    expect(stateOf(levelled(), [apply(START, { weight })]).level).toBe(level);
  });

  test('a tag without levels reaches none', () => {
    expect(stateOf(aTagLike(), [apply(START, { weight: 999 })]).level).toBeNull();
  });

  test.each([
    ['without hysteresis', 0, 6],
    ['with a hysteresis of 0.5', 0.5, 5.5],
  ])('level 3 of 6 is lost at the exact time, %s', (_what, hysteresis, kept) => {
    const tag = levelled(hysteresis);
    const state = stateOf(tag, [apply(START, { weight: 10 })]);
    const { lapses } = settleTag({ ...state, level: 'L3' }, tag, daysAfter(13));
    expect(lapses).toMatchObject([{ kind: 'levelDown', from: 'L3', to: 'L2' }]);
    const days = (Number(lapses[0]?.at) - START.getTime()) / DAY_MS;
    expect(days).toBeCloseTo(14 * Math.log2(10 / kept), 7);
    expect(lapses[0]?.at).toEqual(fallsBelowAt(state, keptFrom(6, hysteresis)));
  });

  test('each level lost is told at its own time', () => {
    const tag = levelled();
    const { state, lapses } = settleTag(stateOf(tag, [apply(START, { weight: 10 })]), tag, daysAfter(60));
    expect(lapses.map((lapse) => lapse.kind === 'levelDown' && [lapse.from, lapse.to])).toEqual([
      ['L4', 'L3'],
      ['L3', 'L2'],
      ['L2', 'L1'],
      ['L1', null],
    ]);
    expect(state.level).toBeNull();
    expect(settleTag(state, tag, daysAfter(99)).lapses).toEqual([]);
  });
});

describe('what people and programs do to a tag', () => {
  const bounded = aTagLike({ validity: valid72Hours(), intensity: { min: 1, max: 5 } });
  const three = apply(START, { weight: 3 });
  const op = (op: TagEntry['op'], weight: number, hours = 1) => apply(hoursAfter(hours), { op, weight });

  test.each([
    ['adding', op('adjust', 1.5), 4.5],
    ['adding beyond the maximum', op('adjust', 9), 5],
    ['subtracting', op('adjust', -1), 2],
    ['subtracting beyond the minimum', op('adjust', -9), 1],
    ['setting', op('set', 2.5), 2.5],
    ['spending', op('spend', -2), 1],
  ])('%s changes the intensity and neither count, validity nor lastAt', (_what, entry, v) => {
    expect(stateOf(bounded, [three, entry])).toMatchObject({
      v,
      count: 1,
      lastAt: START,
      expiresAt: hoursAfter(72),
      spent: entry.op === 'spend' ? [entry.id] : [],
    });
  });

  test('adding or setting puts a tag on a friend who has none; subtracting, spending and removing do not', () => {
    expect(stateOf(bounded, [op('adjust', 2)])).toMatchObject({ v: 2, count: 1, expiresAt: hoursAfter(73) });
    expect(stateOf(bounded, [op('set', 4)])).toMatchObject({ v: 4, count: 1 });
    for (const entry of [op('adjust', -1), op('spend', -1), op('set', 0), op('remove', 0)])
      expect(foldLedger(bounded, [entry])).toBeNull();
  });

  test('removing ends the tag by removal; what follows begins a new run', () => {
    const removed = stateOf(bounded, [three, op('remove', 0)]);
    expect(removed).toMatchObject({ activeUntil: hoursAfter(1), endsBy: 'removal', isEndAnnounced: false });
    expect(isActive(removed, hoursAfter(1))).toBe(false);
    expect(balanceAt(removed, hoursAfter(1))).toBe(0);
    expect(stateOf(bounded, [three, op('remove', 0), op('apply', 1, 2)])).toMatchObject({
      v: 1,
      since: hoursAfter(2),
      firstAt: START,
      count: 2,
      activeUntil: hoursAfter(74),
      endsBy: 'expiry',
    });
  });

  test('a reduction within a window is taken from what leaves it first', () => {
    const tag = aTagLike({ intensity: { decay: { kind: 'window', days: 30 } } });
    const state = stateOf(tag, [
      apply(START, { weight: 3 }),
      apply(daysAfter(10), { weight: 2 }),
      apply(daysAfter(11), { op: 'adjust', weight: -4 }),
    ]);
    expect(intensityAt(state, daysAfter(11))).toBe(1);
    expect(intensityAt(state, daysAfter(31))).toBe(1);
    expect(intensityAt(state, daysAfter(40))).toBe(0);
  });
});

describe('a tag that ends when nothing is left', () => {
  const ending = (intensity: TagInput['intensity'], onZero: 'remove' | 'keep' = 'remove') =>
    aTagLike({ intensity, onZero });
  const linear = { kind: 'linear', amount: 1, everyDays: 7, afterIdleDays: 7 } as const;

  test.each([
    ['half-life: below 0.01', ending(fading14Days()), 14 * Math.log2(10 / 0.01)],
    ['a line: at 0', ending({ decay: linear }), 77],
    ['a window: when the last gain leaves it', ending({ decay: { kind: 'window', days: 30 } }), 30],
  ])('does so at the exact time, with a %s', (_what, tag, days) => {
    const state = stateOf(tag, [apply(START, { weight: 10 })]);
    expect(state.endsBy).toBe('fade');
    expect((Number(state.activeUntil) - START.getTime()) / DAY_MS).toBeCloseTo(days, 6);
    expect(settleTag(state, null, after(-1, state.activeUntil ?? START)).lapses).toEqual([]);
    expect(settleTag(state, null, state.activeUntil ?? START)).toMatchObject({
      state: { isEndAnnounced: true },
      lapses: [{ kind: 'ended', by: 'fade', at: state.activeUntil }],
    });
  });

  test('ends at once when the rest is spent', () => {
    const state = stateOf(ending({}), [apply(START), apply(hoursAfter(1), { op: 'spend', weight: -1 })]);
    expect(state).toMatchObject({ v: 0, activeUntil: hoursAfter(1), endsBy: 'fade' });
  });

  test('and one that is to be kept does not end', () => {
    expect(stateOf(ending(fading14Days(), 'keep'), [apply(START)]).activeUntil).toBeNull();
  });

  test('ends by its validity when that is over first', () => {
    const tag = aTagLike({ validity: valid72Hours(), intensity: fading14Days(), onZero: 'remove' });
    expect(stateOf(tag, [apply(START)])).toMatchObject({ activeUntil: hoursAfter(72), endsBy: 'expiry' });
  });
});

describe('a tag whose clock stands still while the friend blocks us', () => {
  const pause = (days: number) => apply(daysAfter(days), { op: 'pause', weight: 0 });
  const resume = (days: number) => apply(daysAfter(days), { op: 'resume', weight: 0 });

  test('does not end meanwhile, and has its remaining validity afterwards', () => {
    const tag = aTagLike({ validity: valid72Hours() });
    expect(stateOf(tag, [apply(START), pause(1)])).toMatchObject({ expiresAt: null, activeUntil: null });
    expect(stateOf(tag, [apply(START), pause(1), resume(101)])).toMatchObject({
      expiresAt: daysAfter(103),
      activeUntil: daysAfter(103),
      paused: null,
    });
  });

  test.each([
    ['half-life', { kind: 'halfLife', days: 14 } as const, 0],
    ['linear fading', { kind: 'linear', amount: 1, everyDays: 7, afterIdleDays: 7 } as const, 0],
    ['window', { kind: 'window', days: 30 } as const, 5],
  ])('fades afterwards as it would have without the pause: %s', (_what, decay, pausedOn) => {
    const tag = aTagLike({ intensity: { decay }, onZero: 'remove' });
    const entries = [apply(START, { weight: 8 }), apply(daysAfter(4), { weight: 2 })];
    for (const day of [5, 9, 15, 20]) {
      const steady = stateOf(tag, entries);
      const stood = stateOf(tag, [...entries, pause(day + pausedOn), resume(day + pausedOn + 50)]);
      expect(Number(stood.activeUntil)).toBeCloseTo(Number(daysAfter(50, steady.activeUntil ?? START)), -2);
      for (const later of [26, 33, 40])
        expect(intensityAt(stood, daysAfter(later + 50))).toBeCloseTo(intensityAt(steady, daysAfter(later)), 9);
    }
  });

  test('takes what is applied meanwhile, and its validity begins with the resuming', () => {
    const tag = aTagLike({ validity: valid72Hours(), intensity: fading14Days() });
    const state = stateOf(tag, [apply(START, { weight: 4 }), pause(1), apply(daysAfter(50)), resume(101)]);
    expect(state).toMatchObject({ expiresAt: daysAfter(104), count: 2, fading: { kind: 'halfLife', days: 14 } });
    expect(state.v).toBeCloseTo(4 * 2 ** (-1 / 14) + 1, 12);
  });

  test('can be removed meanwhile', () => {
    const tag = aTagLike({ intensity: fading14Days() });
    const state = stateOf(tag, [apply(START), pause(1), apply(daysAfter(2), { op: 'remove', weight: 0 })]);
    expect(state).toMatchObject({ endsBy: 'removal', paused: null, fading: { kind: 'halfLife' } });
  });

  test('stays as it was when resuming comes without a pause', () => {
    const state = stateOf(aTagLike({ validity: valid72Hours() }), [apply(START), resume(1)]);
    expect(state).toMatchObject({ expiresAt: daysAfter(3) });
  });
});

test('two friends merged have what both ledgers give, and the later end of validity', () => {
  const tag = aTagLike({ validity: valid72Hours({ onReapply: 'keep' }), intensity: fading14Days() });
  const [own, other] = [apply(START, { id: 'own' }), apply(daysAfter(1), { id: 'other' })];
  const merge = apply(daysAfter(2), { op: 'merge', weight: 0, until: foldLedger(tag, [other])?.expiresAt ?? null });
  const state = stateOf(tag, [own, other, merge]);
  expect(state).toMatchObject({ count: 2, expiresAt: daysAfter(4), activeUntil: daysAfter(4) });
});

test('an empty ledger is no tag', () => {
  expect(foldLedger(aTagLike(), [])).toBeNull();
});

describe('the state is a fold of the ledger', () => {
  const entry = fc
    .record({
      id: fc.constantFrom('a', 'b', 'c', 'd'),
      at: fc.oneof(
        fc.integer({ min: 0, max: 400 }).map(hoursAfter),
        fc.integer({ min: 0, max: 400 * 3_600_000 }).map((ms) => after(ms)),
      ),
      op: fc.constantFrom<TagEntry['op']>(
        'apply',
        'apply',
        'apply',
        'adjust',
        'set',
        'spend',
        'remove',
        'pause',
        'resume',
      ),
      weight: fc.oneof(fc.constantFrom(-1, 0.1, 0.2, 0.3, 1, 3), fc.double({ min: 0.001, max: 1_000, noNaN: true })),
      source: fc.constantFrom('A', 'B').map((id) => ({ kind: 'rule', id })),
    })
    .map((drawn) => ({ ...drawn, weight: drawn.op === 'apply' ? Math.abs(drawn.weight) : drawn.weight }));
  const ledger = fc
    .array(entry, { minLength: 1, maxLength: 14 })
    .map((drawn) => drawn.map((one, index) => ({ ...one, id: `${one.id}-${index}` })));
  const decay = fc.constantFrom<NonNullable<NonNullable<TagInput['intensity']>['decay']>>(
    { kind: 'none' },
    { kind: 'halfLife', days: 0.5 },
    { kind: 'halfLife', days: 14 },
    { kind: 'linear', amount: 1, everyDays: 2, afterIdleDays: 1 },
    { kind: 'linear', amount: 0.1, everyDays: 7 },
    { kind: 'window', days: 3 },
  );
  const behaviour = fc
    .record(
      {
        validity: fc.record({
          ttl: fc.constantFrom({ n: 72, unit: 'hour' as const }, { n: 2, unit: 'day' as const }),
          onReapply: fc.constantFrom('restart' as const, 'keep' as const, 'extend' as const),
        }),
        intensity: fc.record({
          max: fc.constantFrom(5, 999),
          decay,
          hysteresis: fc.constantFrom(0, 0.5),
          levels: fc.constant([
            { key: 'L1', min: 1 },
            { key: 'L2', min: 3 },
          ]),
          cooldown: fc.constantFrom(undefined, { n: 1, unit: 'hour' as const }),
          dailyCap: fc.constantFrom(undefined, 2),
          tracksRise: fc.boolean(),
        }),
        onZero: fc.constantFrom('remove' as const, 'keep' as const),
      },
      { requiredKeys: [] },
    )
    .map((definition) => aTagLike(JSON.parse(JSON.stringify(definition)) as Partial<TagInput>));

  test('the same for every order of arrival, and for one entry after the other, to the last bit', () => {
    const twoOrders = ledger.chain((drawn) =>
      fc.tuple(fc.constant(drawn), fc.shuffledSubarray(drawn, { minLength: drawn.length })),
    );
    fc.assert(
      fc.property(behaviour, twoOrders, (tag, [one, other]) => {
        const expected = foldLedger(tag, one);
        expect(foldLedger(tag, other)).toEqual(expected);
        const applied = one
          .toSorted(byTime)
          .reduce<FriendTag | null>((state, next) => applyEntry(state, tag, next).state, null);
        expect(applied).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  test('the same whether or not somebody looked at it in between', () => {
    const later = daysAfter(60);
    fc.assert(
      fc.property(behaviour, ledger, (tag, entries) => {
        const settled = (state: FriendTag | null, now: Date) => state && settleTag(state, tag, now).state;
        const watched = entries
          .toSorted(byTime)
          .reduce<FriendTag | null>((state, next) => applyEntry(settled(state, next.at), tag, next).state, null);
        const folded = foldLedger(tag, entries);
        expect(settled(watched, later)).toEqual(settled(folded, later));
      }),
      { numRuns: 500 },
    );
  });

  test('within its bounds at every time, and what ends it by fading leaves nothing', () => {
    fc.assert(
      fc.property(behaviour, ledger, fc.integer({ min: 0, max: 30 }), (tag, entries, days) => {
        const state = foldLedger(tag, entries);
        if (!state) return;
        const now = after(days * DAY_MS, state.changedAt);
        expect(intensityAt(state, now)).toBeGreaterThanOrEqual(0);
        expect(intensityAt(state, now)).toBeLessThanOrEqual(
          (tag.intensity?.max ?? Number.POSITIVE_INFINITY) * (1 + 1e-9),
        );
        if (state.endsBy === 'fade' && state.activeUntil)
          expect(intensityAt(state, state.activeUntil)).toBeLessThanOrEqual(0.01);
        expect(state.tagId).toBe(TAG);
      }),
      { numRuns: 500 },
    );
  });

  test('leaving the ledger as it was', () => {
    const entries = [apply(hoursAfter(2)), apply(hoursAfter(1))];
    foldLedger(aTagLike(), entries);
    expect(entries).toEqual([apply(hoursAfter(2)), apply(hoursAfter(1))]);
  });
});
