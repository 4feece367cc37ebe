import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { readRule } from '../../../src/segments/core/read-rule.js';
import { sayIn, type Phrase, type Say } from '../../../src/segments/core/reading.js';
import { en } from '../../../src/segments/core/readings/en.js';
import { ja } from '../../../src/segments/core/readings/ja.js';
import { th } from '../../../src/segments/core/readings/th.js';
import { zhTw } from '../../../src/segments/core/readings/zh-tw.js';
import { definitionOf, type Condition } from '../../../src/segments/core/rule.js';
import { Language } from '../../../src/shared/language.js';
import { anyRule, CONDITIONS_BY_KEY, KNOWN } from '../random.js';

const blanksOf = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '').toSorted();
const anyLanguage = fc.constantFrom(...Language.options);

test.each([
  ['zh-TW', zhTw],
  ['ja', ja],
  ['th', th],
])('every phrase in %s says all that the English one says', (_language, phrases) => {
  for (const phrase of Object.keys(en) as Phrase[])
    expect({ phrase, blanks: blanksOf(phrases[phrase]) }).toEqual({ phrase, blanks: blanksOf(en[phrase]) });
});

/** Says as the language does, and notes what it had nothing for. */
function listenTo(language: Language): { say: Say; missing: string[] } {
  const missing: string[] = [];
  const say: Say = (phrase, filled = {}) => {
    missing.push(...blanksOf(en[phrase]).flatMap((blank) => (blank in filled ? [] : [`${phrase}.${blank}`])));
    return sayIn(language)(phrase, filled);
  };
  return { say, missing };
}

test.each(Object.entries(CONDITIONS_BY_KEY))(
  'a condition of the kind %s is read in every language, with every blank filled in',
  (_key, anyCondition) => {
    fc.assert(
      fc.property(anyCondition, anyLanguage, (condition: Condition, language) => {
        const { say, missing } = listenTo(language);
        const reading = definitionOf(condition).read(condition, say, KNOWN);
        expect(missing).toEqual([]);
        expect(reading.trim()).not.toBe('');
        expect(reading).not.toMatch(/\{\w*\}|undefined|null|NaN|\[object/);
      }),
      { numRuns: 300 },
    );
  },
);

test('a whole rule is read in every language, in its own words', () => {
  fc.assert(
    fc.property(anyRule, (rule) => {
      const readings = Language.options.map((language) => readRule(rule, KNOWN, language));
      for (const reading of readings) expect(reading).toMatch(/\S/);
      for (const reading of readings) expect(reading).not.toMatch(/\{\w*\}/);
      expect(new Set(readings).size).toBe(readings.length);
    }),
  );
});
