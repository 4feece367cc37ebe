import { join } from 'node:path';
import { findFreePort } from './free-port.mjs';
import { startGuarded } from './guarded-process.mjs';
import { requireRedisServer } from './redis-server.mjs';
import { ROOT } from './run-command.mjs';

const FREE_PORT_TRIES = 5; // somebody may take the port between finding it and using it
const PORT_TAKEN = /address already in use/i;
const STORE_READY = /^store: (mongodb:\/\/\S+)$/m;

/**
 * The Redis of REDIS_URL, else a private one on the loopback interface that ends with this process.
 * With `dir` it keeps its data there (append-only file), without it keeps nothing.
 */
export async function startRedis({ dir, port } = {}) {
  if (process.env.REDIS_URL) return { url: process.env.REDIS_URL, stop: async () => {}, kill: async () => {} };
  const server = await requireRedisServer(process.env);
  const keeping = dir ? ['--appendonly', 'yes', '--dir', dir] : ['--appendonly', 'no'];
  for (let tries = 1; ; tries += 1) {
    const chosen = port ?? (await findFreePort());
    const args = ['--port', String(chosen), '--bind', '127.0.0.1', '--save', '', ...keeping];
    try {
      const { stop, kill } = await startGuarded(server, args, { ready: /ready to accept connections/i });
      return { url: `redis://127.0.0.1:${chosen}`, stop, kill };
    } catch (err) {
      const mayRetry = port === undefined && tries < FREE_PORT_TRIES && PORT_TAKEN.test(err.message);
      if (!mayRetry) throw err;
    }
  }
}

/** The MongoDB of MONGODB_URI, else the embedded store with its data in `dir`, which ends with this process. */
export async function startStore({ dir, port = 0 }) {
  if (process.env.MONGODB_URI) return { uri: process.env.MONGODB_URI, stop: async () => {}, kill: async () => {} };
  const main = join(ROOT, 'dist/sandbox/store/main.js');
  const { match, stop, kill } = await startGuarded(process.execPath, [main, '--path', dir, '--port', String(port)], {
    ready: STORE_READY,
  });
  return { uri: match[1], stop, kill };
}
