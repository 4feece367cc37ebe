import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { fillText, listFilled, listTests, parseBlocks, testedName } from '../../src/shared/text-blocks.js';

const write = (text: string, known: Record<string, string> = {}) =>
  fillText(
    parseBlocks(text).parts,
    (test) => {
      const value = known[testedName(test)];
      if ('unless' in test) return value === undefined;
      return test.is === undefined ? value !== undefined : value === test.is;
    },
    ({ name, fallback }) => known[name] ?? fallback ?? '?',
  );

describe('a block in a text', () => {
  test.each([
    ['{{#if a}}yes{{/if}}', { a: '1' }, 'yes'],
    ['{{#if a}}yes{{/if}}', {}, ''],
    ['{{#if a}}yes{{else}}no{{/if}}', { a: '1' }, 'yes'],
    ['{{#if a}}yes{{else}}no{{/if}}', {}, 'no'],
    ['{{#unless a}}none{{/unless}}', {}, 'none'],
    ['{{#unless a}}none{{else}}some{{/unless}}', { a: '1' }, 'some'],
    ['{{#if a = "gold"}}G{{else}}-{{/if}}', { a: 'gold' }, 'G'],
    ['{{#if a = "gold"}}G{{else}}-{{/if}}', { a: 'silver' }, '-'],
    ['{{#if a = "gold"}}G{{else}}-{{/if}}', {}, '-'],
    ['{{ #if a="x y" }}1{{ else }}2{{ /if }}', { a: 'x y' }, '1'],
    ['{{#if a}}{{#if b}}both{{else}}a{{/if}}{{else}}none{{/if}}', { a: '1' }, 'a'],
    ['Hi {{a|you}}{{#if a}}, {{a}}{{/if}}!', {}, 'Hi you!'],
    ['Hi {{a|you}}{{#if a}}, {{a}}{{/if}}!', { a: 'Rider' }, 'Hi Rider, Rider!'],
    ['{{#if a}}{emoji}{{/if}}', { a: '1' }, '{emoji}'],
  ])('%s with %j says %j', (text, known, written) => {
    expect(parseBlocks(text).problem).toBeNull();
    expect(write(text, known)).toBe(written);
  });

  test('fills a value once: braces in it open nothing', () => {
    expect(write('{{a}}{{#if b}}!{{/if}}', { a: '{{#if b}}{{b}}{{/if}}', b: '1' })).toBe('{{#if b}}{{b}}{{/if}}!');
  });

  test.each([
    ['{{#if a}}x', 'has a {{#if …}} without {{/if}}'],
    ['x{{/if}}', 'has a {{/if}} that closes nothing'],
    ['{{#if a}}x{{/unless}}', 'has a {{/unless}} that closes nothing'],
    ['{{else}}', 'has an {{else}} that belongs to no {{#if …}}'],
    ['{{#if a}}1{{else}}2{{else}}3{{/if}}', 'has an {{else}} that belongs to no {{#if …}}'],
    ['{{#if}}x{{/if}}', /^has {{#if}}, which is none of/],
    ['{{#each a}}x{{/each}}', /^has {{#each a}}, which is none of/],
    ['{{#if a = gold}}x{{/if}}', /^has {{#if a = gold}}, which is none of/],
    ['{{#unless a = "x"}}x{{/unless}}', /^has {{#unless a = "x"}}, which is none of/],
    ['{{#if a}}{{first name}}{{/if}}', 'has double braces that are no placeholder such as {{displayName}}'],
    ['{{{#if a}}x{{/if}}', 'has a brace right beside a block; put a space between them'],
    [`${'{{#if a}}'.repeat(6)}x${'{{/if}}'.repeat(6)}`, 'has blocks within blocks deeper than 5'],
  ])('%s is malformed', (text, problem) => {
    const found = parseBlocks(text);
    expect(found.problem).toMatch(problem);
    expect(found.parts).toEqual([]);
  });

  test('may stand in four others', () => {
    const text = `${'{{#if a}}'.repeat(5)}x${'{{/if}}'.repeat(5)}`;
    expect(parseBlocks(text).problem).toBeNull();
    expect(write(text, { a: '1' })).toBe('x');
  });

  test('is read in time however long a broken text is', () => {
    expect(parseBlocks(`{{#if${' '.repeat(200_000)}`).problem).not.toBeNull();
    expect(parseBlocks('{{#if a}}'.repeat(20_000)).problem).not.toBeNull();
  });
});

test('what a text asks and fills is listed on both sides, with what is known there', () => {
  const { parts } = parseBlocks('{{#if a = "1"}}{{a}}{{#unless b}}{{c}}{{else}}{{b}}{{/unless}}{{else}}{{d|x}}{{/if}}');
  expect(listTests(parts)).toEqual([{ if: 'a', is: '1' }, { unless: 'b' }]);
  expect(listFilled(parts)).toEqual([
    { name: 'a', known: ['a'] },
    { name: 'c', known: ['a'] },
    { name: 'b', known: ['a', 'b'] },
    { name: 'd', fallback: 'x', known: [] },
  ]);
});

/** Well-formed texts, nested at random. */
const plain = fc.constantFrom('Hi ', '車', '🛵', '{key}', '$1', '{{a}}', '{{b|you}}', ' ');
const { text } = fc.letrec<{ text: string; block: string }>((tie) => ({
  text: fc
    .array(fc.oneof({ depthSize: 'small', maxDepth: 3 }, plain, tie('block')), { maxLength: 4 })
    .map((parts) => parts.join('')),
  block: fc
    .tuple(
      fc.constantFrom(['{{#if a}}', '{{/if}}'], ['{{#if b = "x"}}', '{{/if}}'], ['{{#unless a}}', '{{/unless}}']),
      tie('text'),
      fc.option(tie('text')),
    )
    .map(([[opening = '', closing = ''], inside, other]) =>
      other === null ? `${opening}${inside}${closing}` : `${opening}${inside}{{else}}${other}${closing}`,
    ),
}));

test('what was well formed is written without a trace of blocks, whatever is known', () => {
  fc.assert(
    fc.property(
      text,
      fc.record({ a: fc.constantFrom('1', 'x'), b: fc.constantFrom('x', 'y') }, { requiredKeys: [] }),
      (one, known) => {
        expect(parseBlocks(one).problem).toBeNull();
        expect(write(one, known)).not.toMatch(/\{\{|\}\}|#if|#unless|\/if|\/unless/);
      },
    ),
  );
});

test('no text makes parsing fail, and what has a problem says so', () => {
  const piece = fc.constantFrom(
    '{',
    '}',
    '{{',
    '}}',
    '#if',
    '/if',
    'else',
    ' a',
    '"x"',
    '=',
    '|',
    '{{#if a}}',
    '{{/if}}',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const { parts, problem } = parseBlocks(pieces.join(''));
      if (problem === null) expect(write(pieces.join(''), { a: '1' })).not.toContain('{{#');
      else expect(parts).toEqual([]);
    }),
  );
});
