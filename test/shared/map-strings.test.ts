import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { formatPath, listStrings, mapStrings } from '../../src/shared/map-strings.js';

describe('the strings of a JSON value', () => {
  const value = { type: 'text', text: 'Hi', parts: ['a', { note: 'b' }], count: 2, isOn: true, nothing: null };

  test('are all replaced, and nothing else', () => {
    expect(mapStrings(value, (text) => text.toUpperCase())).toEqual({
      type: 'TEXT',
      text: 'HI',
      parts: ['A', { note: 'B' }],
      count: 2,
      isOn: true,
      nothing: null,
    });
    expect(value.text).toBe('Hi');
  });

  test('are replaced knowing where they stand', () => {
    expect(mapStrings(value.parts, (_text, path) => formatPath(['parts', ...path]))).toEqual([
      'parts[0]',
      { note: 'parts[1].note' },
    ]);
  });

  test('are listed in order, with their paths', () => {
    expect(listStrings(value).map(({ text, path }) => `${formatPath(path)}=${text}`)).toEqual([
      'type=text',
      'text=Hi',
      'parts[0]=a',
      'parts[1].note=b',
    ]);
  });

  test('that stay as they are leave any JSON value as it was, also with the oddest keys', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        const given: unknown = JSON.parse(JSON.stringify(json));
        expect(mapStrings(given, (text) => text)).toEqual(given);
      }),
    );
    const odd: unknown = JSON.parse('{"__proto__":{"text":"a"}}');
    expect(JSON.stringify(mapStrings(odd, () => 'b'))).toBe('{"__proto__":{"text":"b"}}');
  });

  test.each([
    [[], ''],
    [['messages', 0, 'text'], 'messages[0].text'],
    [[0, 'text'], '[0].text'],
  ])('stand at %j, written %j', (path, written) => {
    expect(formatPath(path)).toBe(written);
  });
});
