import { expect, test } from '@jest/globals';
import { TierProgram } from '../../../src/tiers/core/program.js';
import { aProgram, aTier } from './a-program.js';

const problems = (changes: object) =>
  TierProgram.safeParse({ ...aProgram(), ...changes }).error?.issues.map(({ path, message }) => [
    path.join('.'),
    message,
  ]);

test.each<[string, object, string, string]>([
  [
    'thresholds that do not rise',
    { tiers: [aTier('silver', 500), aTier('gold', 500)] },
    'tiers',
    'must have thresholds that rise from each tier to the next',
  ],
  ['a key twice', { tiers: [aTier('gold', 1), aTier('gold', 2)] }, 'tiers', 'must name each key once'],
  ['a key with a space', { tiers: [aTier('very gold', 1)] }, 'tiers.0.key', 'must be a word such as gold'],
  [
    'a currency that is none',
    { basis: { kind: 'spend', currency: 'twd' } },
    'basis.currency',
    'must be an ISO 4217 code such as TWD',
  ],
])('%s is refused', (_what, changes, path, message) => {
  expect(problems(changes)).toEqual([[path, message]]);
});

test.each([
  { tiers: [] },
  { tiers: Array.from({ length: 11 }, (_, index) => aTier(`t${index}`, index)) },
  { window: { kind: 'days', days: 1_096 } },
  { window: { kind: 'months', months: 0 } },
  { graceDays: -1 },
  { tiers: [aTier('gold', -1)] },
])('what is beyond the bounds is refused: %j', (changes) => {
  expect(problems(changes)).toHaveLength(1);
});
