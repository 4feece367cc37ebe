import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@jest/globals';
import { startGuarded } from '../../.ci/guarded-process.mjs';

const SERVER = 'console.log("ready", process.pid); setInterval(() => {}, 1000)';
const DEAF_SERVER = `process.on("SIGTERM", () => {}); ${SERVER}`;
const READY = /^ready (\d+)$/m;

test('a server is there once it said so, and gone after stop()', async () => {
  const { match, stop } = await startGuarded(process.execPath, ['-e', SERVER], { ready: READY });
  const pid = Number(match[1]);
  expect(isRunning(pid)).toBe(true);
  await stop();
  expect(isRunning(pid)).toBe(false);
});

test('stop() may be called twice', async () => {
  const { stop } = await startGuarded(process.execPath, ['-e', SERVER], { ready: READY });
  await stop();
  await stop();
});

test('a server ends when its parent is killed', async () => {
  const pid = await startParentAndKillIt(SERVER);
  await untilGone(pid);
});

test('a server that ignores SIGTERM ends too', async () => {
  const pid = await startParentAndKillIt(DEAF_SERVER);
  await untilGone(pid);
});

test('a server that ends before it is ready is an error with its output', async () => {
  const starting = startGuarded(process.execPath, ['-e', 'console.log("no such port"); process.exit(3)'], {
    ready: READY,
  });
  await expect(starting).rejects.toThrow(/ended before it was ready \(3\)\.\nno such port/);
});

test('a server that does not exist is an error', async () => {
  await expect(startGuarded('/nowhere/server', [], { ready: READY })).rejects.toThrow(
    /ended before it was ready \(127\)/,
  );
});

/** Starts the server from another process, which is then killed without a chance to clean up. */
async function startParentAndKillIt(server: string): Promise<number> {
  const module = pathToFileURL('.ci/guarded-process.mjs').href;
  const script = `
    const { startGuarded } = await import(${JSON.stringify(module)});
    const { match } = await startGuarded(process.execPath, ['-e', ${JSON.stringify(server)}], { ready: ${READY}, patienceSeconds: 1 });
    console.log(match[1]);
  `;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = (await once(parent.stdout, 'data')) as [Buffer];
  const pid = Number(said.toString());
  expect(isRunning(pid)).toBe(true);
  parent.kill('SIGKILL');
  return pid;
}

async function untilGone(pid: number): Promise<void> {
  while (isRunning(pid)) await sleep(50); // the test's own time limit ends a wait in vain
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
