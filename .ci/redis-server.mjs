import { aptInstall, findOnPath } from './apt-install.mjs';

const SERVERS = ['redis-server', 'valkey-server'];

const HOW_TO_INSTALL =
  'Lifeline needs Redis. Install it (Debian, Ubuntu: apt-get install redis-server; macOS: brew install redis; ' +
  'elsewhere: redis-server or valkey-server on the PATH) or set REDIS_URL to a running one.';

/** Does nothing when REDIS_URL is set or a server is installed; else installs one where that is possible. */
export async function ensureRedis(environment, step) {
  if (environment.REDIS_URL || (await findRedisServer(environment))) return;
  if (!(await aptInstall(environment, 'redis-server', step))) throw new Error(HOW_TO_INSTALL);
  await requireRedisServer(environment);
}

/** Path of the installed server; throws a sentence that says how to install one. */
export async function requireRedisServer(environment) {
  const server = await findRedisServer(environment);
  if (!server) throw new Error(HOW_TO_INSTALL);
  return server;
}

/** Path of a redis-server or valkey-server on the PATH, or null. */
export async function findRedisServer({ PATH = '' }) {
  return findOnPath(SERVERS, PATH);
}
