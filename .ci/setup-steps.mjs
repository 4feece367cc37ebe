import { BUILD_HASH_FILE, buildHash } from './build-hash.mjs';
import { hashPaths, readHash } from './input-hash.mjs';
import { ensureChromium } from './chromium.mjs';
import { ensureRedis } from './redis-server.mjs';
import { ROOT, run } from './run-command.mjs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const LOCK_HASH_FILE = 'node_modules/.lifeline-lock';

/** Each step looks first whether it is needed, and says in one line what it does. */
export async function setUp({ onlyPackages, withBrowser }) {
  await ensurePackages();
  if (onlyPackages) return;
  await ensureRedis(process.env, step);
  if (withBrowser) await ensureChromium(process.env, step);
  await ensureBuild();
}

async function ensurePackages() {
  const lockHash = await hashPaths(ROOT, ['package-lock.json']);
  if ((await readHash(ROOT, LOCK_HASH_FILE)) === lockHash) return;
  // `npm ci` empties node_modules first, so the hash is there only after an installation that finished.
  await step('Installing npm packages', () => run('npm', ['ci', '--include=dev', '--no-progress']));
  await writeFile(join(ROOT, LOCK_HASH_FILE), lockHash);
}

async function ensureBuild() {
  if ((await readHash(ROOT, BUILD_HASH_FILE)) === (await buildHash(ROOT))) return;
  await step('Building', () => run(process.execPath, ['.ci/build.mjs']));
}

async function step(title, work) {
  process.stdout.write(`${title} ... `);
  const startedAt = performance.now();
  try {
    await work();
  } catch (err) {
    process.stdout.write('failed\n');
    throw err;
  }
  process.stdout.write(`${((performance.now() - startedAt) / 1000).toFixed(1)} s\n`);
}
