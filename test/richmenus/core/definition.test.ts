import { describe, expect, test } from '@jest/globals';
import { InvalidInputError } from '../../../src/errors.js';
import {
  buildRichMenuAliasId,
  buildRichMenuObject,
  parseRichMenuDefinition,
} from '../../../src/richmenus/core/definition.js';

const bike = '🛵'; // one grapheme, two UTF-16 code units
const bounds = { x: 0, y: 0, width: 800, height: 500 };
const postback = (changes: object = {}) => ({
  type: 'postback',
  label: '{{ride}}',
  data: 'action=test-drive',
  ...changes,
});
const area = (action: object = postback(), where: object = bounds) => ({ bounds: where, action });

function aMenu(changes: object = {}) {
  return {
    name: 'newcomer',
    alias: 'newcomer',
    size: { width: 800, height: 500 },
    languages: ['en', 'ja'],
    chatBarText: '{{bar}}',
    areas: [area()],
    texts: { en: { bar: 'Menu', ride: 'Ride' }, ja: { bar: 'メニュー', ride: '試乗' } },
    ...changes,
  };
}
const texts = (english: object) => ({
  texts: { en: { bar: 'Menu', ride: 'Ride', ...english }, ja: { bar: 'メニュー', ride: '試乗' } },
});
const sized = (width: number, height: number) => ({ size: { width, height }, areas: [] });
const acting = (changes: object) => ({ areas: [area(postback(changes))] });
const at = (where: object) => ({ areas: [area(postback(), { ...bounds, ...where })] });
const times = <T>(count: number, item: T): T[] => Array.from({ length: count }, () => item);
const parse = (changes: object) => parseRichMenuDefinition(aMenu(changes), 'newcomer');

describe("a menu within LINE's limits passes, and one beyond is refused by name", () => {
  test.each([
    [
      'chatBarText in graphemes',
      texts({ bar: bike.repeat(14) }),
      texts({ bar: bike.repeat(15) }),
      `(en): chatBarText must have at most 14 graphemes, has 15: "${bike.repeat(15)}"`,
    ],
    [
      'label in graphemes',
      texts({ ride: bike.repeat(20) }),
      texts({ ride: bike.repeat(21) }),
      '(en): areas[0].action.label must have at most 20 graphemes, has 21',
    ],
    [
      'postback data in UTF-16 code units',
      acting({ data: bike.repeat(136) }),
      acting({ data: `${bike.repeat(136)}a` }),
      '(en): areas[0].action.data must have at most 272 UTF-16 code units, so that the mark of its area fits behind it, has 273',
    ],
    [
      'displayText',
      acting({ displayText: bike.repeat(300) }),
      acting({ displayText: bike.repeat(301) }),
      '(en): areas[0].action.displayText must have at most 300 graphemes',
    ],
    ['areas', { areas: times(20, area()) }, { areas: times(21, area()) }, '(en): areas Too big'],
    [
      'width from below',
      sized(800, 500),
      sized(799, 500),
      '(en): size.width Too small: expected number to be >=800: 799',
    ],
    [
      'width from above',
      sized(2500, 1686),
      sized(2501, 1686),
      '(en): size.width Too big: expected number to be <=2500: 2501',
    ],
    ['height', sized(800, 250), sized(800, 249), '(en): size.height Too small: expected number to be >=250: 249'],
    ['ratio', sized(1450, 1000), sized(1449, 1000), '(en): size must have width / height of at least 1.45'],
    [
      'bounds to the right',
      at({ x: 100, width: 700 }),
      at({ x: 101, width: 700 }),
      '(en): areas[0].bounds must be inside the size 800x500',
    ],
    [
      'bounds to the bottom',
      at({ y: 100, height: 400 }),
      at({ y: 101, height: 400 }),
      '(en): areas[0].bounds must be inside the size 800x500',
    ],
    ['bounds to the left', at({ x: 0 }), at({ x: -1 }), 'areas[0].bounds.x '],
    [
      'alias with its language',
      { alias: 'a'.repeat(29) },
      { alias: 'a'.repeat(30) },
      '(en): alias must have at most 32 UTF-16 code units, has 33',
    ],
    ['alias characters', { alias: 'new_comer-2' }, { alias: 'New' }, 'alias may contain only a-z, 0-9, _ and -'],
  ])('%s', (_name, atLimit, beyond, problem) => {
    expect(() => parse(atLimit)).not.toThrow();
    expect(() => parse(beyond)).toThrow(InvalidInputError);
    expect(() => parse(beyond)).toThrow(`Rich menu newcomer${problem.startsWith('(') ? ' ' : ': '}${problem}`);
  });

  test.each([
    [
      'action that exists only in quick replies',
      { areas: [area({ type: 'camera', label: 'Go' })] },
      'areas[0].action.type',
    ],
    [
      'scheme that LINE does not open',
      { areas: [area({ type: 'uri', uri: 'ftp://example.com' })] },
      'areas[0].action.uri',
    ],
    [
      'mark that is ours to set',
      acting({ data: 'a=1&lifeline.menu=owner.en.0' }),
      'areas[0].action.data must not hold &lifeline.menu=, which marks the areas of rich menus',
    ],
    ['property that nobody knows', { chatBar: 'Menu' }, 'Unrecognized key: "chatBar"'],
  ])('an %s is refused', (_what, changes, problem) => {
    expect(() => parse(changes)).toThrow(problem);
  });
});

describe('the texts of a menu', () => {
  test('a text missing in one language is refused, naming language and key', () => {
    const missing = { texts: { en: { bar: 'Menu', ride: 'Ride' }, ja: { bar: 'メニュー' } } };
    expect(() => parse(missing)).toThrow('Rich menu newcomer (ja): texts.ja.ride is missing');
  });

  test('a text that only the image uses must be in every language too', () => {
    expect(() => parse(texts({ title: 'Welcome' }))).toThrow('Rich menu newcomer (ja): texts.ja.title is missing');
  });

  test('a language without any texts is refused, naming it', () => {
    expect(() => parse({ languages: ['en', 'ja', 'th'] })).toThrow('Rich menu newcomer (th): texts.th.bar is missing');
  });

  test('a language that we do not speak is refused', () => {
    expect(() => parse({ languages: ['fr'] })).toThrow('Rich menu newcomer: languages[0]');
  });

  test('braces that are no placeholder are refused', () => {
    expect(() => parse({ chatBarText: '{{bar' })).toThrow('chatBarText has a malformed placeholder: {{bar');
  });
});

describe("LINE's rich menu object", () => {
  test('is filled with the texts of the language', () => {
    expect(buildRichMenuObject(parse({ selected: true }), 'ja')).toEqual({
      size: { width: 800, height: 500 },
      selected: true,
      name: 'newcomer/ja',
      chatBarText: 'メニュー',
      areas: [{ bounds, action: { type: 'postback', label: '試乗', data: 'action=test-drive' } }],
    });
  });

  test('switches to the menu of the same language', () => {
    const change = { type: 'richmenuswitch', richMenuAliasId: 'owner', data: 'action=switch' };
    const [built] = buildRichMenuObject(parse({ areas: [area(change)] }), 'ja').areas;
    expect(built?.action).toMatchObject({ richMenuAliasId: 'owner-ja' });
  });

  test('has an alias for each language', () => {
    expect(buildRichMenuAliasId('owner', 'zh-TW')).toBe('owner-zh-tw');
  });
});
