import { describe, expect, test } from '@jest/globals';
import { matchRouting, RoutingRules, type Routed } from '../../../src/assignment/core/routing.js';

const NOW = new Date('2026-03-09T03:00:00Z');
const ROUTED: Routed = {
  viewed: {
    channelId: 'channel',
    groupId: null,
    state: 'open',
    assigneeId: null,
    teamId: null,
    participants: [],
    labels: ['vip'],
    priority: 1,
    unreadCount: 1,
    waitingSince: new Date('2026-03-09T02:00:00Z'),
  },
  texts: ['My bill is ＷＲＯＮＧ'],
  language: 'zh-TW',
  seeFriend: () => 'unknown',
  now: NOW,
};
const rule = (name: string, when: object, isEnabled = true) => ({
  name,
  when,
  isEnabled,
  actions: { labels: [name] },
});
const match = (rules: object[], routed: Partial<Routed> = {}) =>
  matchRouting(RoutingRules.parse(rules), { ...ROUTED, ...routed });

test('the first rule that is met decides alone, and each says why', () => {
  const { met, seen } = match([
    rule('groups', { conversation: { group: true } }),
    rule('asleep', {}, false),
    rule('bills', { said: [{ kind: 'keyword', anyOf: ['wrong'] }], conversation: { labels: ['vip'] } }),
    rule('everything', {}),
  ]);
  expect(met?.name).toBe('bills');
  expect(seen).toEqual([
    { name: 'groups', outcome: 'notMet', because: [{ condition: { group: true }, truth: false }] },
    { name: 'asleep', outcome: 'disabled', because: [] },
    {
      name: 'bills',
      outcome: 'met',
      because: [
        { condition: { labels: ['vip'] }, truth: true },
        { condition: { said: [{ kind: 'keyword', anyOf: ['wrong'], match: 'contains' }] }, truth: true },
      ],
    },
    { name: 'everything', outcome: 'notLookedAt', because: [] },
  ]);
});

describe('a condition', () => {
  const ofFriend = { friend: { stage: ['retain'] } };
  test.each<[string, boolean, object, Partial<Routed>]>([
    ['a language', true, { languages: ['zh-tw'] }, {}],
    ['every kind of a language', true, { languages: ['ja', 'zh'] }, {}],
    ['another kind of a language', false, { languages: ['zh-CN'] }, {}],
    ['a language that is not known', false, { languages: ['zh'] }, { language: null }],
    ['words that nobody said', false, { said: [{ kind: 'keyword', anyOf: ['refund'] }] }, {}],
    ['waiting for long', true, { conversation: { waitingMinutes: 60 } }, {}],
    ['what is not known of a friend', false, { conversation: ofFriend }, {}],
    ['and its opposite neither', false, { conversation: { not: ofFriend } }, {}],
    ['what a friend is', true, { conversation: ofFriend }, { seeFriend: () => true }],
    ['all parts together', false, { languages: ['zh'], said: [{ kind: 'keyword', anyOf: ['refund'] }] }, {}],
  ])('%s', (_name, isMet, when, routed) => {
    expect(match([rule('one', when)], routed).met !== null).toBe(isMet);
  });
});

test.each([
  ['two of one name', [rule('one', {}), rule('one', {})]],
  ['a rule that does nothing', [{ name: 'one', when: {}, actions: {} }]],
  ['no language', [rule('one', { languages: ['english please'] })]],
])('rules are refused: %s', (_name, rules) => {
  expect(RoutingRules.safeParse(rules).success).toBe(false);
});
