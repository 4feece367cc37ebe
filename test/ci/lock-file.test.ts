import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';

interface LockedPackage {
  resolved?: string;
  integrity?: string;
  optionalDependencies?: Record<string, string>;
}

test('the lock file names the binaries of every platform, so that `npm ci` works on all of them', async () => {
  const packages = await readLockedPackages();
  const locked = new Set(Object.keys(packages).map((path) => path.replace(/^.*node_modules\//, '')));
  const missing = Object.values(packages)
    .flatMap(({ optionalDependencies }) => Object.keys(optionalDependencies ?? {}))
    .filter((name) => !locked.has(name));
  expect(missing).toEqual([]);
});

test('the lock file names no registry and pins every content', async () => {
  const packages = Object.entries(await readLockedPackages()).filter(([path]) => path !== '');
  expect(packages.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
  expect(packages.filter(([, { integrity }]) => integrity === undefined)).toEqual([]);
});

async function readLockedPackages(): Promise<Record<string, LockedPackage>> {
  const { packages } = JSON.parse(await readFile('package-lock.json', 'utf8')) as {
    packages: Record<string, LockedPackage>;
  };
  return packages;
}
