import { expect, test } from '@jest/globals';
import { documentProblems } from '../../.ci/document-problems.mjs';
import { withFolder } from './temporary-folder.js';

const PACKAGE = { 'package.json': '{ "scripts": { "build": "x" } }' };

test('a planted missing path, link and script are each named with their place', async () => {
  const files = {
    ...PACKAGE,
    'README.md': '`src/gone.ts`\n',
    'docs/deep/PAGE.md': '\n[away](../nowhere.md)\n`npm run vanish`\n',
  };
  await withFolder(files, async (folder) => {
    expect((await documentProblems(folder)).toSorted()).toEqual([
      'README.md:1: src/gone.ts does not exist.',
      'docs/deep/PAGE.md:2: ../nowhere.md does not exist.',
      'docs/deep/PAGE.md:3: npm run vanish is no script of package.json.',
    ]);
  });
});

test('documents that tell the truth have no problems', async () => {
  const files = {
    ...PACKAGE,
    'README.md': '`src/app.ts`, `npm run build`, [words](docs/GLOSSARY.md#people)',
    'docs/GLOSSARY.md': '[back](../README.md)',
    'src/app.ts': '',
  };
  await withFolder(files, async (folder) => expect(await documentProblems(folder)).toEqual([]));
});
