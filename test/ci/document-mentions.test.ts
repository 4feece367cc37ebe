import { expect, test } from '@jest/globals';
import { documentMentions } from '../../.ci/document-mentions.mjs';

const found = (markdown: string) => documentMentions(markdown).map(({ kind, value, line }) => [kind, value, line]);

test('a path in backticks is found with its line', () => {
  expect(found('Intro.\n\nSee `src/app.ts` and `compose.yaml`.')).toEqual([
    ['path', 'src/app.ts', 3],
    ['path', 'compose.yaml', 3],
  ]);
});

test('a line number after a path and paths inside a command are understood', () => {
  expect(found('`src/app.ts:12-20`, `npm test -- test/ci`')).toEqual([
    ['path', 'src/app.ts', 1],
    ['path', 'test/ci', 1],
  ]);
});

test.each([
  '`src/<domain>/routes.ts`',
  '`src/*/core`',
  '`test/...`',
  '`/healthz`',
  '`application/json`',
  '`GET /api/v1`',
])('%s names no file', (markdown) => expect(found(markdown)).toEqual([]));

test('relative links are found; other sites, headings and server paths are not', () => {
  const markdown =
    '[a](docs/GLOSSARY.md#people) [b](https://example.com/x) [c](#top) [d](mailto:a@b.c) [e](../README.md "title")';
  expect(found(markdown)).toEqual([
    ['link', 'docs/GLOSSARY.md#people', 1],
    ['link', '../README.md', 1],
  ]);
});

test('of a fenced block only the scripts count', () => {
  expect(found('```sh\nnpm run build   # into `src/nothing.ts`\n```\n`src/app.ts`')).toEqual([
    ['script', 'build', 2],
    ['path', 'src/app.ts', 4],
  ]);
});
