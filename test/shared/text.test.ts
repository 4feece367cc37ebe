import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { assertNever } from '../../src/shared/assert-never.js';
import { formatPath, listStrings, mapStrings } from '../../src/shared/map-strings.js';
import { fillPlaceholders, hasMalformedPlaceholder, listPlaceholders } from '../../src/shared/placeholders.js';
import { countGraphemes, countUtf16, countUtf8Bytes } from '../../src/shared/text-length.js';
import { escapeXmlText } from '../../src/shared/xml-text.js';

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

describe('placeholders', () => {
  test.each([
    ['{{name}}', [{ name: 'name' }]],
    ['{{ name }} and {{city|your town}}', [{ name: 'name' }, { name: 'city', fallback: 'your town' }]],
    ['{{name|}}', [{ name: 'name', fallback: '' }]],
    ['{name} {{1st}} {{first name}}', []],
  ])('of %j are %j', (text, found) => {
    expect(listPlaceholders(text)).toEqual(found);
  });

  test('are filled once: what is filled in is not read again', () => {
    expect(fillPlaceholders('{{a}} {{b|x}}', ({ name, fallback }) => `{{${name}${fallback ?? ''}}}`)).toBe(
      '{{a}} {{bx}}',
    );
  });

  test('are filled with what is given, also where it has a meaning in replacements', () => {
    expect(fillPlaceholders('{{a}}', () => '$& $1')).toBe('$& $1');
  });

  test.each([
    ['{{first name}}', true],
    ['{{name}', true],
    ['name}}', true],
    ['{{{{name}}}}', true],
    ['{{name}} {{city|your town}}', false],
    ['{name}', false],
    ['{{{name}}}', false],
  ])('in %j are malformed: %j', (text, expected) => {
    expect(hasMalformedPlaceholder(text)).toBe(expected);
  });
});

describe('the length of a text', () => {
  test.each([
    ['', 0, 0, 0],
    ['abc', 3, 3, 3],
    ['台北', 2, 2, 6],
    ['🛵', 2, 1, 4],
    ['👩‍🔧', 5, 1, 11],
    ['ที่', 3, 1, 9],
    ['e\u0301', 2, 1, 3],
    ['\r\n', 2, 1, 2],
  ])('%j has %i UTF-16 code units, %i graphemes and %i bytes', (text, utf16, graphemes, bytes) => {
    expect([countUtf16(text), countGraphemes(text), countUtf8Bytes(text)]).toEqual([utf16, graphemes, bytes]);
  });

  test('is never smaller in code units than in graphemes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(countGraphemes(text)).toBeLessThanOrEqual(countUtf16(text));
      }),
    );
  });
});

describe('a text in XML', () => {
  test('has every special character escaped', () => {
    expect(escapeXmlText(`<b a="1" c='2'>R&D</b>`)).toBe('&lt;b a=&quot;1&quot; c=&apos;2&apos;&gt;R&amp;D&lt;/b&gt;');
  });

  test('that was escaped already is escaped once more', () => {
    expect(escapeXmlText('&amp;')).toBe('&amp;amp;');
  });

  test('opens no tag, entity or attribute, whatever it says', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(escapeXmlText(text)).not.toMatch(/[<>"']|&(?!(amp|lt|gt|quot|apos);)/);
      }),
    );
  });
});

test('a case that the types exclude is named when it comes all the same', () => {
  expect(() => assertNever({ state: 'lost' } as never)).toThrow('Unexpected value {"state":"lost"}.');
});
