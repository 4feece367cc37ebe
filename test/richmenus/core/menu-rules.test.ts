import { describe, expect, test } from '@jest/globals';
import type { Friend } from '../../../src/friends/core/friend.js';
import { chooseMenu, DEFAULT_MENU_RULES, menuCheckAt, MenuRules } from '../../../src/richmenus/core/menu-rules.js';
import { EMPTY_KNOWN } from '../../../src/segments/core/known.js';
import { aFriend, aTag, daysAfter, START } from '../../friends/a-friend.js';

const inStage = (name: string): Partial<Friend> => ({ stage: { name, since: START, policyVersion: 1, lock: null } });
const inStatus = (name: 'atRisk' | 'dormant'): Partial<Friend> => ({ activityStatus: { name, since: START } });
const menus = new Set(['tab-ride', 'newcomer', 'engaged', 'owner', 'vip', 'win-back', 'event', 'world']);
const at = (now: Date, changes: { timeZone?: string; menus?: Set<string> } = {}) => ({
  now,
  known: { ...EMPTY_KNOWN, timeZone: changes.timeZone ?? 'UTC' },
  menus: changes.menus ?? menus,
});
const owner: Partial<Friend> = { membership: { verifiedOwnerAt: START, items: [] } };

describe('by the rules that a channel starts with', () => {
  test.each<[string, Partial<Friend>, string, string]>([
    ['somebody of whom nothing is known', {}, 'newcomer', 'Everybody else'],
    ['a friend in acquire', inStage('acquire'), 'newcomer', 'Everybody else'],
    ['an engaged friend', inStage('engage'), 'engaged', 'Engaged'],
    ['a retained friend', inStage('retain'), 'tab-ride', 'Retained'],
    ['a verified owner, whatever their stage', { ...inStage('engage'), ...owner }, 'owner', 'Verified owner'],
    ['a friend at risk', { ...inStage('retain'), ...inStatus('atRisk') }, 'win-back', 'Gone quiet'],
    ['a dormant friend', { ...inStage('engage'), ...inStatus('dormant') }, 'win-back', 'Gone quiet'],
    ['a dormant owner', { ...owner, ...inStatus('dormant') }, 'owner', 'Verified owner'],
    ['a friend who grows, before being an owner', { ...inStage('grow'), ...owner }, 'vip', 'VIP'],
  ])('%s gets a menu', (_who, changes, menu, rule) => {
    expect(chooseMenu(DEFAULT_MENU_RULES, aFriend(changes), at(START))).toEqual({ menu, rule });
  });

  test('a rule for a menu that there is not is skipped', () => {
    const quiet = aFriend({ ...inStage('retain'), ...inStatus('dormant') });
    const without = new Set(['newcomer', 'engaged', 'owner', 'vip']);
    expect(chooseMenu(DEFAULT_MENU_RULES, quiet, at(START, { menus: without }))).toEqual({
      menu: 'engaged',
      rule: 'Engaged',
    });
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
    expect(chooseMenu(rules, early, at(daysAfter(4)))).toEqual({ menu: 'event', rule: 'Early bird' });
  });

  test('gives none after that, and unknown is not enough for another', () => {
    expect(chooseMenu(rules, early, at(daysAfter(5)))).toBeNull();
  });

  test('may be none at all', () => {
    expect(chooseMenu(MenuRules.parse({ rules: [] }), early, at(START))).toBeNull();
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

describe('a rule with a time', () => {
  const friend = aFriend();
  const rulesOf = (time: object) =>
    MenuRules.parse({
      rules: [
        { name: 'Event', when: { everyone: true }, menu: 'event', ...time },
        { name: 'Else', when: { everyone: true }, menu: 'world' },
      ],
    });
  const menuAt = (time: object, now: string, timeZone = 'Asia/Taipei') =>
    chooseMenu(rulesOf(time), friend, at(new Date(now), { timeZone }))?.menu;
  const checkAt = (time: object, now: string, timeZone = 'Asia/Taipei') =>
    menuCheckAt(rulesOf(time), friend, new Date(now), { ...EMPTY_KNOWN, timeZone })?.toISOString() ?? null;

  const fair = { from: '2026-03-05T00:00:00+08:00', until: '2026-03-08T00:00:00+08:00' };
  test.each([
    ['2026-03-04T15:59:59.999Z', 'world', '2026-03-04T16:00:00.000Z'],
    ['2026-03-04T16:00:00.000Z', 'event', '2026-03-07T16:00:00.000Z'],
    ['2026-03-07T15:59:59.999Z', 'event', '2026-03-07T16:00:00.000Z'],
    ['2026-03-07T16:00:00.000Z', 'world', null],
  ])('from one instant until before another gives its menu then: at %s %s, next look %s', (now, menu, next) => {
    expect([menuAt(fair, now), checkAt(fair, now)]).toEqual([menu, next]);
  });

  // 2026-03-06 is a Friday; Taipei is eight hours ahead.
  const fridayNight = { daily: { from: '18:00', until: '02:00', weekdays: [5] } };
  test.each([
    ['2026-03-06T09:59:00Z', 'world', '2026-03-06T10:00:00.000Z'],
    ['2026-03-06T10:00:00Z', 'event', '2026-03-06T18:00:00.000Z'],
    ['2026-03-06T17:59:00Z', 'event', '2026-03-06T18:00:00.000Z'],
    ['2026-03-06T18:00:00Z', 'world', '2026-03-13T10:00:00.000Z'],
    ['2026-03-07T10:00:00Z', 'world', '2026-03-13T10:00:00.000Z'],
    ['2026-03-05T17:00:00Z', 'world', '2026-03-06T10:00:00.000Z'],
  ])("in hours over midnight of one weekday, by the channel's clocks: at %s %s, next look %s", (now, menu, next) => {
    expect([menuAt(fridayNight, now), checkAt(fridayNight, now)]).toEqual([menu, next]);
  });

  test('in hours of every day begins and ends daily', () => {
    const lunch = { daily: { from: '11:30', until: '13:00' } };
    expect([menuAt(lunch, '2026-03-06T04:00:00Z'), checkAt(lunch, '2026-03-06T04:00:00Z')]).toEqual([
      'event',
      '2026-03-06T05:00:00.000Z',
    ]);
    expect([menuAt(lunch, '2026-03-06T05:00:00Z'), checkAt(lunch, '2026-03-06T05:00:00Z')]).toEqual([
      'world',
      '2026-03-07T03:30:00.000Z',
    ]);
  });

  test('in hours of a time to come is looked at first when that time begins, and never after it', () => {
    const both = { ...fair, daily: { from: '10:00', until: '12:00' } };
    expect(checkAt(both, '2026-03-01T00:00:00Z')).toBe('2026-03-04T16:00:00.000Z');
    expect(menuAt(both, '2026-03-04T16:00:00Z')).toBe('world');
    expect(menuAt(both, '2026-03-05T02:00:00Z')).toBe('event');
    expect(checkAt(both, '2026-03-08T02:00:00Z')).toBeNull();
  });

  test('keeps to the wall clock where clocks are moved', () => {
    const morning = { daily: { from: '08:00', until: '09:00' } };
    // Berlin moves its clocks on 29 March 2026.
    expect(checkAt(morning, '2026-03-28T08:00:00Z', 'Europe/Berlin')).toBe('2026-03-29T06:00:00.000Z');
    expect(menuAt(morning, '2026-03-29T06:30:00Z', 'Europe/Berlin')).toBe('event');
  });

  test.each([
    ['ends before it begins', { from: fair.until, until: fair.from }, 'rules.0.until'],
    ['begins at an instant without a zone', { from: '2026-03-05T00:00:00' }, 'rules.0.from'],
    ['has hours that are none', { daily: { from: '10:00', until: '10:00' } }, 'rules.0.daily'],
    ['names an eighth day', { daily: { from: '10:00', until: '12:00', weekdays: [8] } }, 'rules.0.daily.weekdays.0'],
    ['names a day twice', { daily: { from: '10:00', until: '12:00', weekdays: [1, 1] } }, 'rules.0.daily.weekdays'],
  ])('is refused when it %s', (_what, time, path) => {
    const rules = [{ name: 'Event', when: { everyone: true }, menu: 'event', ...time }];
    const issues = MenuRules.safeParse({ rules }).error?.issues ?? [];
    expect(issues.map((issue) => issue.path.join('.'))).toEqual([path]);
  });
});

test('two rules of one name are refused, naming it', () => {
  const rule = { name: 'All', when: { everyone: true }, menu: 'newcomer' };
  expect(MenuRules.safeParse({ rules: [rule, rule] }).error?.issues).toMatchObject([
    { path: ['rules', 1, 'name'], message: expect.stringContaining('All is the name of rule 1 too') },
  ]);
});
