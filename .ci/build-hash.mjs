import { hashPaths } from './input-hash.mjs';

/** Where a finished build remembers what it was made from. */
export const BUILD_HASH_FILE = 'dist/.build-hash';

const INPUTS = [
  'src',
  'richmenus',
  'templates',
  'tsconfig.json',
  'tsconfig.build.json',
  'package-lock.json',
  '.ci/build.mjs',
  '.ci/dist-files.mjs',
];

export function buildHash(root) {
  return hashPaths(root, INPUTS);
}
