import { expect, test } from '@jest/globals';
import { listWayProblems, listWayWarnings, type WayFacts } from '../../../src/campaigns/core/way.js';

const fits: WayFacts = {
  way: 'broadcast',
  narrowcast: null,
  audience: { everyone: true },
  exclude: null,
  schedule: { kind: 'at', at: new Date(0) },
  test: null,
  hours: null,
  perMinute: null,
  holdoutPercent: 0,
  links: { track: 'shared', utm: null },
  accountHoldoutPercent: 0,
};
const problems = (rest: Partial<WayFacts>) => listWayProblems({ ...fits, ...rest });

test('a broadcast of one message to everybody has no problem, and neither has a narrowcast to some', () => {
  expect(problems({})).toEqual([]);
  const some = { audience: { standing: 'following' as const }, exclude: { blacklisted: true }, holdoutPercent: 10 };
  expect(problems({ way: 'narrowcast', ...some, accountHoldoutPercent: 5 })).toEqual([]);
});

test('a campaign to single people may have everything but what belongs to a narrowcast', () => {
  expect(problems({ way: 'people', perMinute: 5, links: { track: 'personal', utm: null } })).toEqual([]);
  expect(problems({ way: 'people', narrowcast: { demographic: null } })).toHaveLength(1);
});

test.each<[string, Partial<WayFacts>]>([
  ['links', { links: { track: 'personal', utm: null } }],
  ['schedule', { schedule: { kind: 'localTime', at: '2026-12-24T18:00' } }],
  ['hours', { hours: { from: '10:00', until: '12:00' } }],
  ['perMinute', { perMinute: 10 }],
])('neither a broadcast nor a narrowcast has %s of single friends', (field, rest) => {
  for (const way of ['broadcast', 'narrowcast'] as const)
    expect(problems({ way, ...rest })).toEqual([expect.stringContaining(`${field}:`)]);
});

test('a broadcast leaves nobody out', () => {
  const some = { audience: { standing: 'following' as const }, exclude: { blacklisted: true }, holdoutPercent: 10 };
  expect(problems({ ...some, accountHoldoutPercent: 5 }).map((problem) => problem.split(':')[0])).toEqual([
    'audience',
    'exclude',
    'holdoutPercent',
    'way',
  ]);
});

test('a narrowcast by attributes warns of what LINE asks for, and of an audience that is too small', () => {
  const demographic = { type: 'gender' as const, oneOf: ['male' as const] };
  const warnings = (people: number) =>
    listWayWarnings({ way: 'narrowcast', narrowcast: { demographic } }, people, null);
  expect(warnings(49)[0]).toContain('The audience has 49: LINE will not send it.');
  expect(warnings(50)[0]).not.toContain('will not');
  expect(listWayWarnings({ way: 'narrowcast', narrowcast: null }, 1, null)).toEqual([]);
});
