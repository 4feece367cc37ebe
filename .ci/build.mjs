/** Compiles src into dist, copies what is read as it is, renders the rich menu images, bundles the console and the phone, and remembers what it was made from. */
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BUILD_HASH_FILE, buildHash } from './build-hash.mjs';
import { staleFiles, staticFiles } from './dist-files.mjs';
import { listFiles } from './input-hash.mjs';
import { ROOT, run } from './run-command.mjs';

try {
  await build();
} catch (err) {
  console.error(`The build failed.\n${err.message}`);
  process.exitCode = 1;
}

async function build() {
  const hash = await buildHash(ROOT); // taken first: a file that changes meanwhile is built again next time
  await rm(join(ROOT, BUILD_HASH_FILE), { force: true });
  await run('tsc', ['-p', 'tsconfig.build.json', '--noCheck']); // types are looked at by verify and by .ci/run
  await matchDistToSources();
  const [rendered] = await Promise.all([
    run(process.execPath, ['dist/richmenus/render-images.js', 'richmenus', 'dist/richmenu-images']),
    bundle('src/console'),
    bundle('src/sandbox/phone'),
  ]);
  await writeFile(join(ROOT, BUILD_HASH_FILE), hash);
  console.log(`${rendered.trim()}\nBuilt into dist.`);
}

function bundle(folder) {
  return run('vite', ['build', '--config', `${folder}/vite.config.ts`, '--logLevel', 'warn']);
}

async function matchDistToSources() {
  const sources = await listFiles(join(ROOT, 'src'), '.');
  for (const file of staticFiles(sources)) {
    await mkdir(dirname(join(ROOT, 'dist', file)), { recursive: true });
    await copyFile(join(ROOT, 'src', file), join(ROOT, 'dist', file));
  }
  const built = await listFiles(join(ROOT, 'dist'), '.');
  for (const file of staleFiles(sources, built)) await rm(join(ROOT, 'dist', file));
}
