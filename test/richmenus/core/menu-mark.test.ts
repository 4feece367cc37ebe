import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { isTrackedLinkToken, writeToken } from '../../../src/links/core/link-token.js';
import { parseRichMenuDefinition, buildRichMenuObject } from '../../../src/richmenus/core/definition.js';
import { readLineName, writeLineName } from '../../../src/richmenus/core/line-name.js';
import { markAreas, menuLinkBaseOf } from '../../../src/richmenus/core/mark-areas.js';
import { isMenuLinkToken, splitMenuLinkToken, writeMenuLinkToken } from '../../../src/richmenus/core/menu-link.js';
import { markOf, splitMark } from '../../../src/richmenus/core/menu-mark.js';
import { Language } from '../../../src/shared/language.js';

const sign = (text: string) => `${text.length}`.padEnd(43, 'x');

describe('the mark of an area', () => {
  test('comes off again, whatever the data is', () => {
    const place = fc.record({
      menu: fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,39}$/),
      language: fc.constantFrom(...Language.options),
      area: fc.nat(19),
    });
    fc.assert(
      fc.property(fc.string(), place, (data, where) => {
        fc.pre(!data.includes('&lifeline.menu='));
        expect(splitMark(`${data}${markOf(where)}`)).toEqual({ data, place: where });
        expect(splitMark(data)).toEqual({ data, place: null });
      }),
    );
  });

  test.each(['a=1&lifeline.menu=owner.fr.1', 'a=1&lifeline.menu=owner.en.1&more=1', 'a=1&lifelineXmenu=owner.en.1'])(
    'is none in %s, which stays as it is',
    (data) => {
      expect(splitMark(data)).toEqual({ data, place: null });
    },
  );
});

describe('a menu as it is sent to LINE', () => {
  const actions = [
    { type: 'postback', label: 'a', data: 'action=ride' },
    { type: 'datetimepicker', label: 'b', data: 'when', mode: 'date' },
    { type: 'richmenuswitch', label: 'c', richMenuAliasId: 'shop', data: 'tab=shop' },
    { type: 'uri', label: 'd', uri: 'https://example.com/a?openExternalBrowser=1' },
    { type: 'uri', label: 'e', uri: 'tel:0200000000' },
    { type: 'uri', label: 'f', uri: 'https://liff.line.me/1-a' },
    { type: 'uri', label: 'g', uri: 'https://crm.example.com/ours' },
    { type: 'message', label: 'h', text: 'hello' },
    { type: 'clipboard', label: 'i', clipboardText: 'code' },
  ];
  const object = buildRichMenuObject(
    parseRichMenuDefinition(
      {
        name: 'owner',
        alias: 'owner',
        size: { width: 900, height: 500 },
        languages: ['en'],
        chatBarText: 'Menu',
        areas: actions.map((action, index) => ({
          bounds: { x: index * 100, y: 0, width: 100, height: 500 },
          action,
        })),
        texts: { en: {} },
      },
      'owner',
    ),
    'en',
  );
  const where = { menu: 'owner', language: 'en' as const };
  const sent = (links: Parameters<typeof markAreas>[2]) =>
    markAreas(object, where, links).areas.map(({ action }) => action as Record<string, unknown>);

  test('says in each data where it stands', () => {
    expect(
      sent(null)
        .slice(0, 3)
        .map(({ data }) => data),
    ).toEqual([
      'action=ride&lifeline.menu=owner.en.0',
      'when&lifeline.menu=owner.en.1',
      'tab=shop&lifeline.menu=owner.en.2',
    ]);
  });

  test('leads web addresses through us, and nothing else', () => {
    const links = {
      ownOrigin: 'https://crm.example.com',
      addressOf: ({ area }: { area: number }) => `https://crm.example.com/t/${area}`,
    };
    expect(sent(links).slice(3)).toEqual([{ ...actions[3], uri: 'https://crm.example.com/t/3' }, ...actions.slice(4)]);
    expect(sent(null).slice(3)).toEqual(actions.slice(3));
  });
});

test.each([
  ['https://crm.example.com', 'https://api.line.me', true],
  ['http://crm.example.com', 'https://api.line.me', false],
  ['http://127.0.0.1:3000', 'https://api.line.me', false],
  ['http://127.0.0.1:3000', 'http://127.0.0.1:4000', true],
  ['http://localhost:3000', 'http://localhost:4000', true],
  ['http://crm.example.com', 'http://127.0.0.1:4000', false],
])('%s stands in menus on %s: %s', (baseUrl, line, stands) => {
  expect(menuLinkBaseOf(baseUrl, line)).toBe(stands ? baseUrl : null);
});

test("a token of a menu's link is told from that of a tracked link, also with words behind it", () => {
  const linkId = '0123456789abcdef0123';
  const token = writeMenuLinkToken(linkId, sign);
  expect(splitMenuLinkToken(`${token}?now`)).toEqual({ token, linkId });
  expect([isMenuLinkToken(token), isTrackedLinkToken(token)]).toEqual([true, false]);
  const tracked = writeToken({ linkId, friendId: null }, sign);
  expect([isMenuLinkToken(tracked), isTrackedLinkToken(tracked)]).toEqual([false, true]);
});

describe('the name of a menu on LINE', () => {
  const named = { menu: 'tab-shop', language: 'zh-TW' as const, hash: '0123456789ab' };

  test('is read back by whoever made it', () => {
    expect(readLineName('1', writeLineName('1', named, sign), sign)).toEqual(named);
  });

  test.each([
    ['signed by somebody else', writeLineName('1', named, (text) => sign(`${text}!`.repeat(2)))],
    ['of another channel', writeLineName('1000', named, sign)],
    ['given by hand', 'Spring menu'],
    ['without a signature', 'tab-shop zh-TW 0123456789ab'],
  ])('%s is not ours', (_what, name) => {
    expect(readLineName('1', name, sign)).toBeNull();
  });
});
