import express, { type Router } from 'express';

const CHECK_TIMEOUT_MS = 2_000;

/** `/healthz`: this process is alive. `/readyz`: its store and queue answer, each named with its state. */
export function createHealthRouter(checks: Record<string, () => Promise<void>>): Router {
  const router = express.Router();
  router.get('/healthz', (_req, res) => void res.json({ status: 'alive' }));
  router.get('/readyz', async (_req, res) => {
    const states = await Promise.all(
      Object.entries(checks).map(async ([name, check]) => [name, await answers(check)] as const),
    );
    const isReady = states.every(([, state]) => state === 'reachable');
    res.status(isReady ? 200 : 503).json({ status: isReady ? 'ready' : 'not ready', ...Object.fromEntries(states) });
  });
  return router;
}

async function answers(check: () => Promise<void>): Promise<'reachable' | 'unreachable'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer')), CHECK_TIMEOUT_MS);
  });
  return Promise.race([check(), late])
    .then(() => 'reachable' as const)
    .catch(() => 'unreachable' as const)
    .finally(() => clearTimeout(timer));
}
