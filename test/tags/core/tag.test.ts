import { expect, test } from '@jest/globals';
import { behaviourOf, fadingOf, TagDefinition } from '../../../src/tags/core/tag.js';

const parse = (changes: object) => TagDefinition.safeParse({ tagId: 'hot', name: 'Hot', ...changes });

test('a tag needs no more than a key and a name', () => {
  expect(parse({}).data).toEqual({ tagId: 'hot', name: 'Hot', onZero: 'keep', whileBlocked: 'run' });
});

test('validity restarts, and intensity stays up to 999 without levels, unless the tag says otherwise', () => {
  const given = { validity: { ttl: { n: 72, unit: 'hour' } }, intensity: {} };
  expect(parse(given).data).toMatchObject({
    validity: { ttl: { n: 72, unit: 'hour' }, dayMode: 'exact', onReapply: 'restart' },
    intensity: {
      defaultWeight: 1,
      min: 0,
      max: 999,
      initial: 0,
      decay: { kind: 'none' },
      levels: [],
      hysteresis: 0,
      tracksRise: false,
    },
  });
});

test.each([
  ['a key with a space', { tagId: 'test drive' }, 'tagId'],
  ['a key that begins with a hyphen', { tagId: '-hot' }, 'tagId'],
  ['a key of 61 characters', { tagId: 'h'.repeat(61) }, 'tagId'],
  ['an empty name', { name: ' ' }, 'name'],
  ['a validity of 0', { validity: { ttl: { n: 0, unit: 'day' } } }, 'validity.ttl.n'],
  ['a validity beyond ten years', { validity: { ttl: { n: 3_651, unit: 'day' } } }, 'validity.ttl.n'],
  ['half an hour of validity', { validity: { ttl: { n: 0.5, unit: 'hour' } } }, 'validity.ttl.n'],
  ['validity in weeks', { validity: { ttl: { n: 1, unit: 'week' } } }, 'validity.ttl.unit'],
  ['a half-life of 0', { intensity: { decay: { kind: 'halfLife', days: 0 } } }, 'intensity.decay.days'],
  ['a maximum of 0', { intensity: { max: 0 } }, 'intensity.max'],
  [
    'levels that do not rise',
    {
      intensity: {
        levels: [
          { key: 'L1', min: 3 },
          { key: 'L2', min: 3 },
        ],
      },
    },
    'intensity.levels',
  ],
  [
    'two levels of one key',
    {
      intensity: {
        levels: [
          { key: 'L1', min: 1 },
          { key: 'L1', min: 3 },
        ],
      },
    },
    'intensity.levels',
  ],
  ['a level at 0', { intensity: { levels: [{ key: 'L0', min: 0 }] } }, 'intensity.levels.0.min'],
  [
    'validity until the end of an hour',
    { validity: { ttl: { n: 5, unit: 'hour' }, dayMode: 'endOfDay' } },
    'validity.dayMode',
  ],
  [
    'a longest total for a validity that is not extended',
    { validity: { ttl: { n: 5, unit: 'hour' }, maxTotal: { n: 9, unit: 'hour' } } },
    'validity.maxTotal',
  ],
  ['a window of 0 days', { intensity: { decay: { kind: 'window', days: 0 } } }, 'intensity.decay.days'],
  [
    'a minimum that fading would undercut',
    { intensity: { min: 1, decay: { kind: 'halfLife', days: 1 } } },
    'intensity.min',
  ],
  ['a minimum above its maximum', { intensity: { min: 5, max: 4 } }, 'intensity.max'],
  ['an initial value above its maximum', { intensity: { initial: 5, max: 4 } }, 'intensity.initial'],
  ['a cooldown of 0', { intensity: { cooldown: { n: 0, unit: 'minute' } } }, 'intensity.cooldown.n'],
  ['a daily cap of 0', { intensity: { dailyCap: 0 } }, 'intensity.dailyCap'],
  ['a colour by name', { color: 'red' }, 'color'],
  ['a field nobody reads', { colour: 'red' }, ''],
])('a tag is refused with %s', (_what, changes, path) => {
  expect(parse(changes).error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
});

test('an earlier version stored a tag with less: it has the defaults and keeps its meaning', () => {
  const stored = {
    tagId: 'hot',
    name: 'Hot',
    intensity: { max: 50, decay: { kind: 'halfLife' as const, days: 14 }, levels: [] },
  };
  expect(behaviourOf(stored, 'Asia/Taipei')).toEqual({
    tagId: 'hot',
    intensity: {
      defaultWeight: 1,
      min: 0,
      max: 50,
      initial: 0,
      decay: { kind: 'halfLife', days: 14 },
      levels: [],
      hysteresis: 0,
      tracksRise: false,
    },
    onZero: 'keep',
    whileBlocked: 'run',
    timeZone: 'Asia/Taipei',
  });
});

test('a linear decay fades by its daily share after its idle days', () => {
  const { data } = parse({ intensity: { decay: { kind: 'linear', amount: 1, everyDays: 7, afterIdleDays: 7 } } });
  expect(data && fadingOf(data)).toEqual({ kind: 'linear', perDay: 1 / 7, graceDays: 7 });
});
