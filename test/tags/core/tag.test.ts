import { expect, test } from '@jest/globals';
import { TagDefinition } from '../../../src/tags/core/tag.js';

const parse = (changes: object) => TagDefinition.safeParse({ tagId: 'hot', name: 'Hot', ...changes });

test('a tag needs no more than a key and a name', () => {
  expect(parse({}).data).toEqual({ tagId: 'hot', name: 'Hot' });
});

test('validity restarts, and intensity stays up to 999 without levels, unless the tag says otherwise', () => {
  const given = { validity: { ttl: { n: 72, unit: 'hour' } }, intensity: {} };
  expect(parse(given).data).toMatchObject({
    validity: { ttl: { n: 72, unit: 'hour' }, onReapply: 'restart' },
    intensity: { max: 999, decay: { kind: 'none' }, levels: [] },
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
  ['a field nobody reads', { colour: 'red' }, ''],
])('a tag is refused with %s', (_what, changes, path) => {
  expect(parse(changes).error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
});
