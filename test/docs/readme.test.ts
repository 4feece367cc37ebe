import { access, readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';

const LINES_MAX = 150;

const readme = await readFile('README.md', 'utf8');

test.each(['npm run demo', 'npm test'])('the README names the command %s', (command) => {
  expect(readme).toContain(command);
});

test(`the README stays under ${LINES_MAX} lines`, () => {
  expect(readme.trimEnd().split('\n').length).toBeLessThan(LINES_MAX);
});

test('the picture of the README exists and says in words what it shows', async () => {
  const [, words = '', picture = ''] = /!\[([^\]]*)\]\(([^)]+)\)/.exec(readme) ?? [];
  expect(words).not.toBe('');
  await access(picture);
});
