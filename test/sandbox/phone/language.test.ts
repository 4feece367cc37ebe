import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { Language } from '../../../src/shared/language.js';

const FOLDER = new URL('../../../src/sandbox/phone/language/', import.meta.url);

/** Every word of a language by its key, with the names that are filled into it. */
async function readWords(language: string): Promise<Record<string, string[]>> {
  const groups = JSON.parse(await readFile(new URL(`${language}.json`, FOLDER), 'utf8'));
  const words = Object.entries<Record<string, string>>(groups).flatMap(([group, inGroup]) =>
    Object.entries(inGroup).map(([key, text]) => {
      expect(text.trim()).not.toBe('');
      return [`${group}.${key}`, [...text.matchAll(/\{\{(\w+)\}\}/g)].map((found) => found[1] ?? '').toSorted()];
    }),
  );
  return Object.fromEntries(words);
}

test.each(Language.options.filter((language) => language !== 'en'))(
  '%s has each word that English has, filled in alike',
  async (language) => {
    expect(await readWords(language)).toEqual(await readWords('en'));
  },
);
