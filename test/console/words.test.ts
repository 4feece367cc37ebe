import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '../../src/console/language');
const LANGUAGES = ['en', 'zh-TW', 'ja', 'th'];
/** Chinese, Japanese and Thai have one form for any number. */
const PLURAL = /_(one|other)$/;

type Words = { [key: string]: string | Words };

const filesOf = (language: string) => readdirSync(join(FOLDER, language)).filter((name) => name.endsWith('.json'));
const read = (language: string, file: string) =>
  JSON.parse(readFileSync(join(FOLDER, language, file), 'utf8')) as Words;

function flat(words: Words, path = ''): [string, string][] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${path}${key}`, value] as [string, string]] : flat(value, `${path}${key}.`),
  );
}
const blanksOf = (text: string) => (text.match(/\{\{\w+\}\}/g) ?? []).toSorted();
/** Each text by its key, of several forms for numbers the last. */
const textsOf = (language: string, file: string) =>
  new Map(flat(read(language, file)).map(([key, text]) => [key.replace(PLURAL, ''), text]));

describe.each(LANGUAGES.slice(1))('the words in %s', (language) => {
  test('are in the same files as the English ones', () => {
    expect(filesOf(language).toSorted()).toEqual(filesOf('en').toSorted());
  });

  test.each(filesOf('en'))(
    'of %s are all there, none is left over, and each has the blanks of the English one',
    (file) => {
      const [own, english] = [textsOf(language, file), textsOf('en', file)];
      expect([...own.keys()].toSorted()).toEqual([...english.keys()].toSorted());
      for (const [key, text] of english)
        expect({ key, blanks: blanksOf(own.get(key) ?? '') }).toEqual({ key, blanks: blanksOf(text) });
    },
  );
});

test('no language leaves a text empty', () => {
  for (const language of LANGUAGES)
    for (const file of filesOf(language))
      for (const [key, text] of flat(read(language, file)))
        expect({ language, key, isEmpty: text.trim() === '' }).toEqual({ language, key, isEmpty: false });
});
