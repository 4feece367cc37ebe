import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** One hash over the names and contents of files and folders; a path that does not exist counts as empty. */
export async function hashPaths(root, paths) {
  const files = (await Promise.all(paths.map((path) => listFiles(root, path))))
    .flat()
    .toSorted((a, b) => (a < b ? -1 : 1));
  const contents = await Promise.all(files.map((file) => readFile(join(root, file))));
  const hash = createHash('sha256');
  files.forEach((file, index) => hash.update(`${file}\0${contents[index].length}\0`).update(contents[index]));
  return hash.digest('hex');
}

/** A hash that an earlier run remembered, or null. */
export async function readHash(root, file) {
  return readFile(join(root, file), 'utf8').catch((err) => absent(err, null));
}

/** Every file under `path`, itself when it is one, relative to `root`. */
export async function listFiles(root, path) {
  const entries = await readdir(join(root, path), { withFileTypes: true }).catch((err) =>
    err.code === 'ENOTDIR' ? path : absent(err, []),
  );
  if (entries === path) return [path];
  const nested = await Promise.all(
    entries.map((entry) => {
      const inner = path === '.' ? entry.name : `${path}/${entry.name}`;
      return entry.isDirectory() ? listFiles(root, inner) : [inner];
    }),
  );
  return nested.flat();
}

function absent(err, value) {
  if (err.code === 'ENOENT') return value;
  throw err;
}
