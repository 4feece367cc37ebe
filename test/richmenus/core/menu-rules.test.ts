import { describe, expect, test } from '@jest/globals';
import type { Friend } from '../../../src/friends/core/friend.js';
import { chooseMenu, DEFAULT_MENU_RULES, MenuRules } from '../../../src/richmenus/core/menu-rules.js';
import { EMPTY_KNOWN } from '../../../src/segments/core/known.js';
import { aFriend, aTag, daysAfter, START } from '../../friends/a-friend.js';

const inStage = (name: string): Partial<Friend> => ({ stage: { name, since: START, policyVersion: 1, lock: null } });
const owner: Partial<Friend> = { membership: { verifiedOwnerAt: START, items: [] } };

describe('by the rules that a channel starts with', () => {
  test.each<[string, Partial<Friend>, string, string]>([
    ['somebody of whom nothing is known', {}, 'newcomer', 'Everybody else'],
    ['a friend in acquire', inStage('acquire'), 'newcomer', 'Everybody else'],
    ['an engaged friend', inStage('engage'), 'engaged', 'Engaged'],
    ['a retained friend', inStage('retain'), 'engaged', 'Engaged'],
    ['a verified owner, whatever their stage', { ...inStage('engage'), ...owner }, 'owner', 'Verified owner'],
    ['a friend who grows, before being an owner', { ...inStage('grow'), ...owner }, 'vip', 'VIP'],
  ])('%s gets a menu', (_who, changes, menu, rule) => {
    expect(chooseMenu(DEFAULT_MENU_RULES, aFriend(changes), START, EMPTY_KNOWN)).toEqual({ menu, rule });
  });

  test('they are checked like any others', () => {
    expect(MenuRules.parse(DEFAULT_MENU_RULES)).toEqual(DEFAULT_MENU_RULES);
  });
});

describe('the first rule from the top that holds', () => {
  const rules = MenuRules.parse({
    rules: [
      { name: 'Early bird', when: { tag: 'early-bird' }, menu: 'event' },
      { name: 'Not Japanese', when: { not: { language: ['ja'] } }, menu: 'world' },
    ],
  });
  const early = aFriend({ tags: [aTag({ tagId: 'early-bird', expiresAt: daysAfter(5) })] });

  test('gives its menu while it holds', () => {
    expect(chooseMenu(rules, early, daysAfter(4), EMPTY_KNOWN)).toEqual({ menu: 'event', rule: 'Early bird' });
  });

  test('gives none after that, and unknown is not enough for another', () => {
    expect(chooseMenu(rules, early, daysAfter(5), EMPTY_KNOWN)).toBeNull();
  });

  test('may be none at all', () => {
    expect(chooseMenu(MenuRules.parse({ rules: [] }), early, START, EMPTY_KNOWN)).toBeNull();
  });
});

test.each([
  ['a name', { name: ' ' }, 'rules.0.name'],
  ['a menu', { menu: '' }, 'rules.0.menu'],
  ['a rule that the grammar takes', { when: { moon: 'full' } }, 'rules.0.when'],
])('a menu rule is refused without %s', (_what, changes, path) => {
  const rule = { name: 'All', when: { everyone: true }, menu: 'newcomer', ...changes };
  const issues = MenuRules.safeParse({ rules: [rule] }).error?.issues ?? [];
  expect(issues.map((issue) => issue.path.join('.'))).toEqual([path]);
});
