import { describe, expect, test } from '@jest/globals';
import { matchesData, matchesKeyword, matchTagRules, TagRule } from '../../../src/tags/core/rules.js';

const contains = (...anyOf: string[]) => ({ anyOf, match: 'contains' as const });
const exactly = (...anyOf: string[]) => ({ anyOf, match: 'exact' as const });

describe('a keyword', () => {
  test.each([
    ['anywhere in the text', contains('試乗'), '来週、試乗できますか', true],
    ['in any letter case', contains('test drive'), 'May I TEST Drive it?', true],
    ['typed in full width', contains('vip'), 'ＶＩＰになりたい', true],
    ['given in full width', contains('ＶＩＰ'), 'how do I become a vip', true],
    ['typed in half-width katakana', contains('バイク'), 'ﾊﾞｲｸ', true],
    ['with an ideographic space', contains('test drive'), 'test　drive', true],
    ['composed or not', contains('café'), 'cafe\u0301 ride', true],
    ['any one of several', contains('price', '價格'), '價格多少', true],
    ['in Thai', contains('ทดลองขับ'), 'อยากทดลองขับรถ', true],
    ['alone, with space around it', exactly('menu'), '  ＭＥＮＵ　', true],
  ])('is found %s', (_how, keyword, text, expected) => {
    expect(matchesKeyword(keyword, text)).toBe(expected);
  });

  test.each([
    ['when another word stands there', contains('試乗'), '試着'],
    ['as a part, when it must be exact', exactly('menu'), 'the menu'],
    ['with other space within', contains('test drive'), 'testdrive'],
    ['in an empty text', contains('menu'), ''],
  ])('is not found %s', (_when, keyword, text) => {
    expect(matchesKeyword(keyword, text)).toBe(false);
  });
});

describe("a postback's data", () => {
  test.each([
    ['has the value', { action: 'test-drive' }, 'action=test-drive', true],
    ['has more than is asked', { action: 'test-drive' }, 'model=s1&action=test-drive', true],
    ['has all of several', { action: 'book', model: 's1' }, 'model=s1&action=book', true],
    ['has an escaped value', { city: '台北' }, 'city=%E5%8F%B0%E5%8C%97', true],
    ['has an empty value', { note: '' }, 'note=', true],
    ['lacks one of several', { action: 'book', model: 's1' }, 'action=book', false],
    ['has another value', { action: 'book' }, 'action=booked', false],
    ['differs in letter case', { action: 'book' }, 'action=Book', false],
    ['names it twice: the first counts', { action: 'book' }, 'action=other&action=book', false],
    ['is no query string', { action: 'book' }, '{"action":"book"}', false],
    ['is empty', { action: 'book' }, '', false],
    ['lacks a name that every object inherits', { constructor: 'x' }, 'action=book', false],
  ])('that %s', (_what, wanted, data, expected) => {
    expect(matchesData(wanted, data)).toBe(expected);
  });
});

describe('tagging rules', () => {
  const aRule = (name: string, when: unknown) => TagRule.parse({ name, when, tagId: 'test-drive-intent' });
  const rules = [
    aRule('asks', { kind: 'keyword', anyOf: ['試乗'] }),
    aRule('taps', { kind: 'postback', data: { action: 'test-drive' } }),
    aRule('visits', { kind: 'activity', activityKind: 'service.visited' }),
    aRule('asks too', { kind: 'keyword', anyOf: ['試乗', 'ride'] }),
  ];

  test.each([
    ['what is said', { kind: 'text', text: '試乗したい' }, ['asks', 'asks too']],
    ['what is tapped', { kind: 'postback', data: 'action=test-drive' }, ['taps']],
    ['what happened', { kind: 'activity', activityKind: 'service.visited' }, ['visits']],
    ['another activity', { kind: 'activity', activityKind: 'service.booked' }, []],
    ['a text that looks like data', { kind: 'text', text: 'action=test-drive' }, []],
    ['data that looks like a text', { kind: 'postback', data: '試乗' }, []],
  ] as const)('that apply to %s, in their order', (_what, happening, names) => {
    expect(matchTagRules(rules, happening).map(({ name }) => name)).toEqual(names);
  });

  test('have a weight of 1 and look for the word anywhere unless they say otherwise', () => {
    expect(rules[0]).toMatchObject({ weight: 1, when: { match: 'contains' } });
  });

  test.each([
    ['no name', { name: ' ' }, 'name'],
    ['no keyword', { when: { kind: 'keyword', anyOf: [] } }, 'when.anyOf'],
    [
      'a keyword of spaces, which every text would contain',
      { when: { kind: 'keyword', anyOf: ['　'] } },
      'when.anyOf.0',
    ],
    ['no data, which every tap would match', { when: { kind: 'postback', data: {} } }, 'when.data'],
    ['an unknown kind', { when: { kind: 'wish' } }, 'when.kind'],
    ['a weight of 0', { weight: 0 }, 'weight'],
    ['a negative weight', { weight: -1 }, 'weight'],
    ['a weight beyond 1,000', { weight: 1_001 }, 'weight'],
    ['a field nobody reads', { wieght: 2 }, ''],
  ])('are refused with %s', (_what, changes, path) => {
    const given = { name: 'asks', when: { kind: 'keyword', anyOf: ['x'] }, tagId: 'hot', ...changes };
    expect(TagRule.safeParse(given).error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
  });
});

describe('a rule on the friend path', () => {
  const came = { kind: 'friendPath' as const, linkId: 'poster' };
  const through = (linkIds: string[]) => [{ when: { kind: 'friendPath' as const, linkIds } }];

  test('holds for the add links that it names, or for any', () => {
    expect(matchTagRules(through(['shop', 'poster']), came)).toHaveLength(1);
    expect(matchTagRules(through(['shop']), came)).toEqual([]);
    expect(matchTagRules(through([]), came)).toHaveLength(1);
    expect(matchTagRules(through([]), { kind: 'activity', activityKind: 'friend.followed' })).toEqual([]);
  });
});
