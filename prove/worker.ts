import { fileURLToPath } from 'node:url';
import { startGuarded } from '../.ci/guarded-process.mjs';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const DIE_AT = new URL('die-at.mjs', import.meta.url).href;
const STARTED = /"msg":"started"/;
const ARMED = /^armed \d+$/m;

/** A worker in a process of its own, as in production. */
export interface Worker {
  /** Ends it by SIGKILL. */
  kill(): Promise<void>;
  stop(): Promise<void>;
  /** Resolves once it has ended, in whatever way. */
  ended: Promise<unknown>;
}

/** Starts a worker; with `dieAt` one that ends itself by SIGKILL the `on`th time that it reaches that point of a send. */
export async function startWorker(
  environment: Record<string, string | undefined>,
  dieAt?: { point: string; on: number },
): Promise<Worker> {
  const env = { ...process.env, ...environment, NODE_OPTIONS: '', LOG_LEVEL: 'info' };
  if (!dieAt) return startGuarded(process.execPath, [MAIN, 'worker'], { ready: STARTED, env });
  return startGuarded(process.execPath, ['--import', DIE_AT, MAIN, 'worker'], {
    ready: ARMED,
    env: { ...env, DIE_AT: dieAt.point, DIE_ON: String(dieAt.on) },
  });
}
