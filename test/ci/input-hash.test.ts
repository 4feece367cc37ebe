import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { hashPaths, listFiles, readHash } from '../../.ci/input-hash.mjs';
import { withFolder, writeFiles } from './temporary-folder.js';

const FILES = { 'src/a.ts': 'a', 'src/deep/b.ts': 'b', 'lock.json': '{}' };
const INPUTS = ['src', 'lock.json', 'not-there'];

test('the same files have the same hash wherever they are', async () => {
  await withFolder(FILES, (one) =>
    withFolder(FILES, async (other) => {
      expect(await hashPaths(one, INPUTS)).toBe(await hashPaths(other, INPUTS));
    }),
  );
});

test.each<[string, (folder: string) => Promise<void>]>([
  ['a file changes', (folder) => writeFiles(folder, { 'src/deep/b.ts': 'changed' })],
  ['a file appears', (folder) => writeFiles(folder, { 'src/c.ts': '' })],
  ['a file goes', (folder) => rm(join(folder, 'src/a.ts'))],
  ['a file is renamed', (folder) => rename(join(folder, 'src/a.ts'), join(folder, 'src/z.ts'))],
  ['a named file changes', (folder) => writeFiles(folder, { 'lock.json': '{ }' })],
  ['a missing input appears', (folder) => writeFiles(folder, { 'not-there': '' })],
])('the hash changes when %s', async (_name, change) => {
  await withFolder(FILES, async (folder) => {
    const before = await hashPaths(folder, INPUTS);
    await change(folder);
    expect(await hashPaths(folder, INPUTS)).not.toBe(before);
  });
});

test('a file beside the inputs does not count', async () => {
  await withFolder(FILES, async (folder) => {
    const before = await hashPaths(folder, INPUTS);
    await writeFiles(folder, { 'README.md': 'text' });
    expect(await hashPaths(folder, INPUTS)).toBe(before);
  });
});

test('a hash that was never remembered is null', async () => {
  await withFolder({ remembered: 'abc' }, async (folder) => {
    expect(await readHash(folder, 'remembered')).toBe('abc');
    expect(await readHash(folder, 'never')).toBeNull();
  });
});

test('files are listed with their paths, of a folder, of the whole and of a single file', async () => {
  await withFolder(FILES, async (folder) => {
    expect((await listFiles(folder, 'src')).toSorted()).toEqual(['src/a.ts', 'src/deep/b.ts']);
    expect((await listFiles(folder, '.')).toSorted()).toEqual(['lock.json', 'src/a.ts', 'src/deep/b.ts']);
    expect(await listFiles(folder, 'lock.json')).toEqual(['lock.json']);
  });
});
