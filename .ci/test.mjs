/**
 * Runs the tests against one Redis and one store, started for the run or given by REDIS_URL and MONGODB_URI.
 * Arguments go to Jest. The last line of the output is `N passed, N failed`.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { closingLine, isClosingLine } from './closing-line.mjs';
import { jestArguments, jestEnvironment } from './jest-command.mjs';
import { ROOT } from './run-command.mjs';
import { startRedis, startStore } from './services.mjs';

const INTERRUPTED = 130;

const opened = [];
let jest = null;
let isInterrupted = false;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    isInterrupted = true;
    jest?.kill('SIGTERM');
  });
}

const { exitCode, reported } = await testWithServices(process.argv.slice(2)).catch((err) => {
  console.error(err.message);
  return { exitCode: 1 };
});
for (const close of opened.toReversed()) {
  await close().catch((err) => console.error(`Closing after the tests failed: ${err.message}`));
}
console.log(`\n${closingLine(reported, exitCode)}`);
process.exit(exitCode); // nothing that is still open may keep the run, or write after its last line

async function testWithServices(args) {
  const folder = await mkdtemp(join(tmpdir(), 'lifeline-test-'));
  opened.push(() => rm(folder, { recursive: true, force: true }));
  const redis = await startRedis();
  opened.push(redis.stop);
  const store = await startStore({ dir: join(folder, 'store') });
  opened.push(store.stop);
  if (isInterrupted) return { exitCode: INTERRUPTED };
  return runJest(args, {
    ...process.env,
    TEST_REDIS_URL: redis.url,
    TEST_MONGODB_URI: store.uri,
    TEST_STORE: process.env.MONGODB_URI ? 'external' : 'embedded',
  });
}

/** Passes the output on, but holds the closing line back, so that nothing follows it. */
function runJest(args, environment) {
  return new Promise((resolve, reject) => {
    jest = spawn(process.execPath, jestArguments(args), {
      cwd: ROOT,
      env: jestEnvironment(environment),
      stdio: ['inherit', 'pipe', 'inherit'],
    });
    let reported;
    createInterface({ input: jest.stdout }).on('line', (line) => {
      if (isClosingLine(line)) reported = line;
      else console.log(line);
    });
    jest.on('error', reject);
    jest.on('close', (code) => resolve({ exitCode: isInterrupted ? INTERRUPTED : (code ?? 1), reported }));
  });
}
