import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { sweeps } from '../../src/domains.js';
import { readTable } from './table.js';

const PAGE = 'docs/ARCHITECTURE.md';
const page = await readFile(PAGE, 'utf8');

test('the tree names every folder and file at the top of src, and none that is gone', async () => {
  const [, tree = ''] = /```\nsrc\/\n([\s\S]*?)\n\S/.exec(page) ?? [];
  const named = Array.from(tree.matchAll(/^ {2}(\S+)/gm), ([, name = '']) => name.replace('/', ''));
  expect(sorted(named)).toEqual(sorted(await readdir('src')));
});

test('the order of the domains is the one that the linter enforces', async () => {
  const [, table = ''] = /const DOMAINS = \[\n([\s\S]*?)\n\];/.exec(await readFile('oxlint.config.mjs', 'utf8')) ?? [];
  const enforced = table.split('\n').map((row) => Array.from(row.matchAll(/'(\w+)'/g), ([, name]) => name));
  const told = Array.from(page.matchAll(/^\d+\. (`\w+`(?:, `\w+`)*)$/gm), ([, row = '']) =>
    row.replaceAll('`', '').split(', '),
  );
  expect(enforced.flat()).not.toEqual([]);
  expect(told).toEqual(enforced);
});

test('the table of sweeps has every sweep of the product', async () => {
  const rows = await readTable(PAGE, ['Sweep', 'What it repairs']);
  const run = [...sweeps.map(({ name }) => name), 'announcements.owed'];
  expect(sorted(rows.map(([name = '']) => name))).toEqual(sorted(run));
});

const sorted = (names: string[]) => names.toSorted((a, b) => (a < b ? -1 : 1));
